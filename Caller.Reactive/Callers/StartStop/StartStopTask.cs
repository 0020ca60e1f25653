using System.Reactive;

namespace CallerReactive;

/// <summary>
/// A function that starts, runs until it is asked to stop, and cleans up: a service on a caller. Made by <see cref="Caller.CreateStartStopTask{T}"/>.
/// </summary>
/// <remarks>
/// <see cref="Stop"/> asks and never cancels. A stop of the caller asks too, and waits for the function for <see cref="CallerOptions.StopTimeout"/>, as for
/// every call. The function is no member of a group. Thread safety: every member may be used from any thread.
/// </remarks>
/// <typeparam name="T">What the function returns in the end.</typeparam>
public sealed class StartStopTask<T> : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly StartStopSignals _signals;
    private readonly StartStopCall<T> _call;
    private int _phase;

    internal StartStopTask(Caller caller, Func<StartStopSignals, Task<T>> func)
    {
        _caller = caller;
        _signals = new StartStopSignals(caller.Loop, new CancellationTokenSource());
        _call = new StartStopCall<T>(caller, func, _signals);
        _call.BindTo(caller.Loop);
        _call.Details.Name = "start-stop task";
        Stopped = _call.Protect();
    }

    /// <summary>
    /// Completes when the function says that it is up; is cancelled when it was stopped or ended before; fails when the function failed before. Readers cannot cancel it.
    /// </summary>
    public Pending<Unit> Started => _signals.WhenStarted;

    /// <summary>Completes when the function is asked to stop, or has ended by itself. Readers cannot cancel it.</summary>
    public Pending<Unit> Stopping => _signals.Stopping;

    /// <summary>
    /// The outcome of the function; cancelled when it was stopped before it began, or cancelled itself. Of a task that is never started and never stopped it does not end. Readers cannot cancel it.
    /// </summary>
    public Pending<T> Stopped { get; }

    /// <summary>
    /// Runs the function on the caller, in the order of its queue. Idempotent; after <see cref="Stop"/> it does nothing. When the caller is stopping or has stopped, the task ends as cancelled. The
    /// execution context (AsyncLocals) of this call flows into the function, as a copy.
    /// </summary>
    /// <returns>This task.</returns>
    public StartStopTask<T> Start()
    {
        if (Interlocked.CompareExchange(ref _phase, Phase.Started, Phase.Created) == Phase.Created)
        {
            _caller.Start(_call);
        }

        return this;
    }

    /// <summary>
    /// Asks the function to stop, and returns at once. A task that was not started ends as cancelled, and never runs; one that waits for its turn runs and finds the request. Idempotent.
    /// </summary>
    /// <returns><see cref="Stopped"/>, to be awaited.</returns>
    public Pending<T> Stop()
    {
        if (Interlocked.CompareExchange(ref _phase, Phase.StoppedEarly, Phase.Created) == Phase.Created)
        {
            _call.ForceCancelled("Stopped early!");
        }

        _signals.Stop();
        return Stopped;
    }

    /// <summary><c>await task</c> is <c>await task.Stopped</c>.</summary>
    /// <exception cref="InvalidOperationException">It was not started: the await would not end.</exception>
    public PendingAwaiter<T> GetAwaiter() =>
        Volatile.Read(ref _phase) == Phase.Created
            ? throw new InvalidOperationException("Start must be called before a start-stop task is awaited: nothing else would end it.")
            : Stopped.GetAwaiter();

    /// <summary>
    /// <see cref="Stop"/>, then completes when the function has ended; inside the function itself at once. The outcome is not thrown: for that await the task.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        Stop();
        return ReferenceEquals(Pending.Current, _call) ? default : new ValueTask(Stopped.WhenDone());
    }

    private static class Phase
    {
        internal const int Created = 0;
        internal const int Started = 1;
        internal const int StoppedEarly = 2;
    }
}
