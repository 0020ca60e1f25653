using System.Reactive;

namespace CallerReactive;

/// <summary>What the function of a <see cref="StartStopTask{T}"/> and those who use the task tell each other.</summary>
/// <remarks>Thread safety: every member may be used from any thread.</remarks>
public sealed class StartStopSignals
{
    private readonly PendingSource<Unit> _started;
    private readonly PendingSource<Unit> _stopping;
    private readonly CancellationTokenSource _source;

    internal StartStopSignals(Loop loop, CancellationTokenSource source)
    {
        _source = source;
        _started = new PendingSource<Unit>(loop, isProtected: true, "Started of a start-stop task");
        _stopping = new PendingSource<Unit>(loop, isProtected: true, "Stopping of a start-stop task");
        StoppingToken = _source.Token;
    }

    /// <summary>Completes when the function is asked to stop: await it. Readers cannot cancel it.</summary>
    public Pending<Unit> Stopping => _stopping.Pending;

    /// <summary>Fires just after <see cref="Stopping"/>: hand it to what the function awaits.</summary>
    public CancellationToken StoppingToken { get; }

    internal Pending<Unit> WhenStarted => _started.Pending;

    /// <summary>The function says that it is up: <see cref="StartStopTask{T}.Started"/> completes. Later calls, and calls after a stop, do nothing.</summary>
    public void Started() => _started.TrySetResult(Unit.Default);

    /// <summary>Asks to stop. Idempotent.</summary>
    internal void Stop()
    {
        // First of all: who sees the request may say at once that it has started, and that comes too late.
        _started.TrySetCancelled("Stopped early!");
        if (!_stopping.TrySetResult(Unit.Default))
        {
            return;
        }

        try
        {
            _source.Cancel();
        }
        catch (AggregateException e)
        {
            // Of whoever registered, not of whoever stops: the stop has taken place.
            _stopping.Pending.ReportObserver(e);
        }
    }

    /// <summary>The function has ended: nobody may go on waiting.</summary>
    internal void End(Pending outcome)
    {
        if (outcome.PeekFault() is { } failed && _started.TrySetException(failed.SourceException))
        {
            // It is the outcome's to be looked at or reported; once is enough.
            _started.Pending.ObserveFault();
        }

        _started.TrySetCancelled("It ended before it said that it had started.");
        Stop();
    }
}
