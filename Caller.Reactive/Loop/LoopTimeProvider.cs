namespace CallerReactive;

/// <summary>The loop's clock, with timers that tick on the loop.</summary>
internal sealed class LoopTimeProvider(Loop loop) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => loop.Clock.Provider.LocalTimeZone;

    public override long TimestampFrequency => loop.Clock.Frequency;

    public override DateTimeOffset GetUtcNow() => loop.Clock.Provider.GetUtcNow();

    public override long GetTimestamp() => loop.Clock.Timestamp;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new LoopTimer(loop, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
