namespace CallerReactive;

/// <summary>Tells for a quarter of what the exact clock costs that a time which is not near has not come yet (5 ns in place of 24, docs/decisions/0014).</summary>
/// <remarks>
/// It counts on from an exact reading with the tick count, which lags by a tick of the system, 4 to 16 ms. With more than that added, the sum is later than now, so what it has not reached is not
/// due. Nearer times are left to the exact clock. After a second it wants a new exact reading, for clocks that drift apart.
/// </remarks>
#pragma warning disable RS0030 // Only loops on the system's clock ask it; others go by their TimeProvider alone.
internal struct CoarseClock
{
    private const long Slack = 20;
    private const long Longest = 1000;

    private long _timestamp;
    private long _tickCount; // zero: never read

    /// <summary>An exact reading. The tick count is read first: whatever happens in between only makes it more careful.</summary>
    internal LoopInstant Read(LoopClock clock, bool withWallClock)
    {
        _tickCount = Environment.TickCount64;
        var now = clock.Read(withWallClock);
        _timestamp = now.Timestamp;
        return now;
    }

    /// <summary>False when it cannot tell.</summary>
    internal readonly bool IsBefore(long due, LoopClock clock)
    {
        var passed = Environment.TickCount64 - _tickCount;
        return passed <= Longest && due > _timestamp + ((passed + Slack) * (clock.Frequency / 1000));
    }
}
#pragma warning restore RS0030
