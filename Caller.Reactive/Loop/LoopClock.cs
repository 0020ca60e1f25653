namespace CallerReactive;

/// <summary>One reading of both clocks.</summary>
internal readonly record struct LoopInstant(long Timestamp, long UtcTicks);

/// <summary>The loop's view of a <see cref="TimeProvider"/>: due times that saturate instead of overflowing, and never round down.</summary>
internal readonly struct LoopClock
{
    /// <summary>How late an absolute time may be when the wall clock is set forward while the loop sleeps.</summary>
    internal static readonly TimeSpan WallClockPoll = TimeSpan.FromSeconds(1);

    /// <summary>Timers and waits of the platform end at 24 or 49 days; a longer sleep is several of these.</summary>
    internal static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly long _unitsPerTick;

    internal LoopClock(TimeProvider provider)
    {
        Provider = provider;
        Frequency = provider.TimestampFrequency;
        _unitsPerTick = Frequency % TimeSpan.TicksPerSecond == 0 ? Frequency / TimeSpan.TicksPerSecond : 0;
    }

    internal TimeProvider Provider { get; }

    internal long Frequency { get; }

    internal bool IsSystem => ReferenceEquals(Provider, TimeProvider.System);

    internal long Timestamp => Provider.GetTimestamp();

    internal long UtcTicks => Provider.GetUtcNow().UtcTicks;

    /// <summary>A timer that is not set yet. It does not keep the AsyncLocals of whoever happens to need it first.</summary>
    internal ITimer CreateTimer(TimerCallback callback, object? state)
    {
        using var _ = ExecutionContext.SuppressFlow(); // where nothing flows already, this and its end do nothing
        return Provider.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal TimeSpan Elapsed(long from, long to) => Provider.GetElapsedTime(from, to);

    internal LoopInstant Read(bool withWallClock) => new(Timestamp, withWallClock ? UtcTicks : long.MinValue);

    /// <summary>The timestamp at which a delay from now has fully passed.</summary>
    internal long DueAfter(TimeSpan delay) => Add(Timestamp, delay);

    /// <summary>Timestamp plus delay, rounded up to a whole unit, <see cref="long.MaxValue"/> when it is beyond all reckoning.</summary>
    internal long Add(long timestamp, TimeSpan delay)
    {
        var ticks = Math.Max(0, delay.Ticks);
        if (_unitsPerTick != 0 && ticks <= long.MaxValue / 4 / _unitsPerTick && timestamp < long.MaxValue / 2)
        {
            return timestamp + (ticks * _unitsPerTick);
        }

        var units = (((Int128)ticks * Frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return (long)Int128.Min(long.MaxValue, timestamp + units);
    }

    /// <summary>The time from now until a timestamp, rounded up; zero when it has passed.</summary>
    internal TimeSpan Until(long timestamp)
    {
        var units = (Int128)timestamp - Timestamp;
        if (units <= 0)
        {
            return TimeSpan.Zero;
        }

        var ticks = ((units * TimeSpan.TicksPerSecond) + Frequency - 1) / Frequency;
        return new TimeSpan((long)Int128.Min(long.MaxValue, ticks));
    }
}
