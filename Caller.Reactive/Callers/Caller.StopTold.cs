using System.Reactive;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>Step 1 for all but the loop. It runs code of users, on this thread, and the loop hears of the stop only afterwards: whoever waits here for the end would wait for himself.</summary>
    private void TellOfStop()
    {
        WaitGraph.EnterStop(_loop);
        try
        {
            Log.Stopping(_log, Name, Id);
            CallerEventSource.Log.CallerStopping(Id, Name);
            _started.ForceCancelled($"The caller '{Name}' was stopped before it ran.");
            _stopping.SettleValue(Unit.Default);
            CancelStoppingToken();
            foreach (var child in ChildrenSnapshot())
            {
                child.Stop(force: true);
            }

            Workers.RefuseWaiting(StoppingReason);
        }
        finally
        {
            WaitGraph.ExitStop();
        }
    }

    private void CancelStoppingToken()
    {
        try
        {
            _stoppingSource.Cancel();
        }
        catch (AggregateException e)
        {
            ((ILoopOwner)this).Report(e, CallerExceptionOrigin.Observer);
        }
    }
}
