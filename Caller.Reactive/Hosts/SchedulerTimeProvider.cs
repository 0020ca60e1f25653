using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>The clock of a scheduler: its <c>Now</c>, timestamps in ticks, timers that are items of the scheduler.</summary>
/// <param name="scheduler">Whose clock.</param>
/// <param name="timestamps">Makes what reads the timestamp, in ticks.</param>
internal sealed class SchedulerTimeProvider(IScheduler scheduler, Func<IScheduler, Func<long>> timestamps) : TimeProvider
{
    private readonly Func<long> _timestamp = timestamps(scheduler);

    /// <summary>The same everywhere, so that a run does not depend on the machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now.ToUniversalTime();

    public override long GetTimestamp() => _timestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SchedulerTimer(scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
