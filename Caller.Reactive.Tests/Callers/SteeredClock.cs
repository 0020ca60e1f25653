using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Callers;

/// <summary>A clock that is moved by hand, whose wall clock can be set without touching the monotonic one, as on a real machine.</summary>
internal sealed class SteeredClock : TimeProvider
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private long _offset;

    /// <summary>Called before a timer is set, once for each time: where a clock is moved while somebody sets a timer by it.</summary>
    internal Action? BeforeTimerIsSet { get; set; }

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override long GetTimestamp() => _time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, _time.CreateTimer(callback, state, dueTime, period));

    internal void Advance(TimeSpan time) => _time.Advance(time);

    internal void SetWallClock(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    private sealed class Timer(SteeredClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.BeforeTimerIsSet?.Invoke();
            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
