namespace CallerReactive.Tests.Explore;

/// <summary>Time that a thread of the property moves. Its timers run on that thread, outside the lock, so that every interleaving of a timer is one of threads.</summary>
internal sealed class ControlledClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<ClockTimer> _timers = [];
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _ticks;
    }

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ClockTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>How many are set.</summary>
    internal int TimerCount
    {
        get
        {
            lock (_gate)
                return _timers.Count;
        }
    }

    internal void Advance(TimeSpan by)
    {
        lock (_gate)
            _ticks += by.Ticks;
        while (TakeDue() is { } timer)
            timer.Callback(timer.State);
    }

    private ClockTimer? TakeDue()
    {
        lock (_gate)
        {
            var due = _timers.FirstOrDefault(timer => timer.Due <= _ticks);
            if (due is not null)
                _timers.Remove(due);
            return due;
        }
    }

    private sealed class ClockTimer(ControlledClock clock, TimerCallback callback, object? state) : ITimer
    {
        internal long Due;

        internal TimerCallback Callback => callback;

        internal object? State => state;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._ticks + dueTime.Ticks;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
