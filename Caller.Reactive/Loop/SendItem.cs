using System.Runtime.ExceptionServices;

namespace CallerReactive;

/// <summary>A callback that somebody blocks for.</summary>
internal sealed class SendItem(SendOrPostCallback callback, object? state) : WorkItem
{
    private readonly object _gate = new();
    private bool _done;
    private ExceptionDispatchInfo? _error;

    internal override bool IsContinuation => true;

    internal void Wait()
    {
        lock (_gate)
        {
            while (!_done)
            {
                Monitor.Wait(_gate);
            }
        }

        _error?.Throw();
    }

    internal override CallerItemKind Kind => CallerItemKind.Continuation;

    internal override object? Label => callback;

    internal override void Run(Loop loop)
    {
        try
        {
            callback(state);
        }
        catch (Exception e)
        {
            _error = ExceptionDispatchInfo.Capture(e);
        }

        Done();
    }

    internal override void Orphan()
    {
        _error = ExceptionDispatchInfo.Capture(
            new ObjectDisposedException(null, "The caller stopped before it ran the callback that was sent.")
        );
        Done();
    }

    private void Done()
    {
        lock (_gate)
        {
            _done = true;
            Monitor.PulseAll(_gate);
        }
    }
}
