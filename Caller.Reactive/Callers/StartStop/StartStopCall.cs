namespace CallerReactive;

/// <summary>The function of a start-stop task. A stop of its caller asks it to stop, and does not cancel it: its outcome counts.</summary>
internal sealed class StartStopCall<T>(Caller caller, Func<StartStopSignals, Task<T>> func, StartStopSignals signals) : AsyncCall<T>
{
    private Func<StartStopSignals, Task<T>>? _func = func;

    internal override CancellationToken AskedToEnd => signals.StoppingToken;

    internal override void AskToStop(string reason) => signals.Stop();

    private protected override CallerBackend? BackendOn(Caller caller) => null;

    private protected override Task Start()
    {
        if (caller.State >= CallerState.Stopping)
        {
            signals.Stop(); // the stop had asked everybody before this began
        }

        return _func!(signals);
    }

    private protected override T ValueOf(Task task) => ((Task<T>)task).GetAwaiter().GetResult();

    /// <summary>Cancelled by itself, through <see cref="Pending.Current"/>.</summary>
    private protected override void AskToEnd(PendingDetails details)
    {
        base.AskToEnd(details);
        signals.Stop();
    }

    private protected override void OnFinished()
    {
        _func = null;
        base.OnFinished();
        signals.End(this);
    }
}
