using System.Reactive.Concurrency;

namespace CallerReactive;

public sealed partial class Caller : IScheduler, ISchedulerPeriodic, IStopwatchProvider, IServiceProvider, IAsyncDisposable, ILoopOwner
{
    /// <summary>The wall clock, in UTC. Delays do not go by it: they use the monotonic clock (Rx contract C20, C21).</summary>
    public DateTimeOffset Now => _loop.Clock.Provider.GetUtcNow();

    IScheduler ILoopOwner.Scheduler => this;

    /// <summary>
    /// Runs an action on the caller, last in its queue, never inside this call. No execution context flows (Rx's rule). What it throws goes to
    /// <see cref="UnhandledException"/>.
    /// </summary>
    /// <returns>Disposing it, from any thread and at any time, prevents a run that has not begun; otherwise it disposes what the action returns, once.</returns>
    /// <exception cref="ArgumentNullException">The action is null.</exception>
    /// <exception cref="ObjectDisposedException">The caller has stopped.</exception>
    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var item = new ScheduledItem<TState>(state, action);
        if (!_loop.Enqueue(item))
        {
            throw new LoopEndedException(_loop);
        }

        return item;
    }

    /// <summary>
    /// The same after a delay, counted from this call by the monotonic clock; never early. Equal due times run in the order of these calls. Zero or less takes
    /// its place in the queue, as <see cref="Schedule{TState}(TState, Func{IScheduler, TState, IDisposable})"/> does. Any <see cref="TimeSpan"/> is accepted. Disposing the handle
    /// drops the state at once.
    /// </summary>
    /// <exception cref="ArgumentNullException">The action is null.</exception>
    /// <exception cref="ObjectDisposedException">The caller has stopped.</exception>
    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        if (dueTime <= TimeSpan.Zero)
        {
            return Schedule(state, action);
        }

        ArgumentNullException.ThrowIfNull(action);
        return ScheduleTimed(new TimedScheduledItem<TState>(_loop, state, action) { Due = _loop.Clock.DueAfter(dueTime) });
    }

    /// <summary>
    /// The same at a time of the wall clock, which it follows when the clock is set, forward (within a second) and back; never early. The past is as immediate work.
    /// </summary>
    /// <exception cref="ArgumentNullException">The action is null.</exception>
    /// <exception cref="ObjectDisposedException">The caller has stopped.</exception>
    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        if (dueTime.UtcTicks <= _loop.Clock.UtcTicks)
        {
            return Schedule(state, action);
        }

        ArgumentNullException.ThrowIfNull(action);
        return ScheduleTimed(new TimedScheduledItem<TState>(_loop, state, action) { Due = dueTime.UtcTicks, IsAbsolute = true });
    }

    /// <summary>
    /// Runs an action again and again, at start + n times the period, first after one period, handing its result to the next run. Runs never overlap and do not
    /// drift; those that are late come one after the other, with other work between them. A period of zero: as fast as possible while other work still
    /// runs. An exception ends the series and goes to <see cref="UnhandledException"/>. A run allocates nothing.
    /// </summary>
    /// <returns>Disposing it ends the series, also from within a run.</returns>
    /// <exception cref="ArgumentNullException">The action is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The period is negative.</exception>
    /// <exception cref="ObjectDisposedException">The caller has stopped.</exception>
    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        var item = new PeriodicItem<TState>(_loop, state, period, action);
        return item.Arm() ? item : throw new LoopEndedException(_loop);
    }

    /// <summary>A stopwatch that starts at zero now, by the monotonic clock.</summary>
    public IStopwatch StartStopwatch() => new CallerStopwatch(_loop.Clock);

    /// <summary>
    /// What Rx asks a scheduler for: periodic work and stopwatches. Never <see cref="ISchedulerLongRunning"/>: with it Rx's operators would take the loop for ever.
    /// In virtual time no periodic work either: Rx's own way then gives the ticks that the inner scheduler gives by itself (contract C54).
    /// </summary>
    object? IServiceProvider.GetService(Type serviceType) =>
        serviceType == typeof(IStopwatchProvider) || (serviceType == typeof(ISchedulerPeriodic) && !_loop.IsVirtual) ? this : null;

    private TItem ScheduleTimed<TItem>(TItem item)
        where TItem : TimedItem
    {
        if (!_loop.EnqueueTimed(item))
        {
            throw new LoopEndedException(_loop);
        }

        return item;
    }

    private sealed class CallerStopwatch(LoopClock clock) : IStopwatch
    {
        private readonly long _start = clock.Timestamp;

        public TimeSpan Elapsed => clock.Elapsed(_start, clock.Timestamp);
    }
}
