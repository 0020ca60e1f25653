using System.Reactive.Disposables;

namespace CallerReactive;

/*
   While something of the source is awaited, its step or its disposal, the pump is in no queue, and no refusal of a stop reaches it. So from its first such wait it hangs on its caller:
   when the stop begins the source gets its token, as the calls do; on the last turn nobody waits any longer.
*/
internal sealed partial class SourcePump<T> : IEndsWithCaller
{
    // What is begun during the stop belongs to it, and works until the last turn.
    private readonly bool _beforeStop = !((IEndingOwner)loop.Owner).IsStopping;
    private SingleAssignmentDisposable? _link; // once it hangs on its caller
    private string? _stopReason;
    private bool _queued;

    void IEndsWithCaller.OnStopping(string reason)
    {
        bool idle;
        lock (_gate)
        {
            if (_ended || _closing)
            {
                return;
            }

            _stopReason = reason;
            idle = !_active;
            _active = true;
        }

        CancelSource();
        if (idle)
        {
            Queue();
        }
    }

    void IEndsWithCaller.OnLastTurn(string reason)
    {
        bool idle;
        lock (_gate)
        {
            if (_ended || _queued) // in the queue, the end of the loop refuses it
            {
                return;
            }

            _stopReason ??= reason;
            idle = !_active;
            _active = true;
        }

        CancelSource();
        if (idle)
        {
            Finish(null);
        }

        // What is awaited may never end. If it does, the source is disposed then, and its errors are reported.
        Tell(null, null);
    }

    private void EndWithCaller()
    {
        if (_link is null)
        {
            _link = new SingleAssignmentDisposable(); // its end may come inside the next call, or on another thread
            _link.Disposable = ((IEndingOwner)loop.Owner).EndWith(this, _beforeStop);
        }
    }

    private void CancelSource()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException e)
        {
            ObserverErrors.Report(loop, e, CallerExceptionOrigin.Observer);
        }
    }
}
