namespace CallerReactive.Tests.LoopTests;

/// <summary>A clock that moves by a step whenever somebody reads it, and whose alarms ring when they are told to.</summary>
internal sealed class CreepingTime(TimeSpan step) : TimeProvider
{
    private readonly object _gate = new();
    private long _now;
    private TimerCallback? _callback;
    private object? _state;

    /// <summary>How many alarms there are.</summary>
    internal int Alarms { get; private set; }

    /// <summary>How many of them are gone.</summary>
    internal int Disposed { get; private set; }

    /// <summary>Whether the last one was made where the execution context does not flow.</summary>
    internal bool MadeWithoutFlow { get; private set; }

    /// <summary>Called at the next reading, once.</summary>
    internal Action? OnRead { get; set; }

    /// <summary>What they were set to, one after another.</summary>
    internal List<TimeSpan> Settings { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return DateTimeOffset.UnixEpoch.AddDays(100).AddTicks(_now);
        }
    }

    public override long GetTimestamp()
    {
        var onRead = OnRead;
        OnRead = null;
        onRead?.Invoke();
        lock (_gate)
        {
            return _now += step.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        (_callback, _state) = (callback, state);
        MadeWithoutFlow = ExecutionContext.IsFlowSuppressed();
        Alarms++;
        return new Alarm(this);
    }

    /// <summary>Moves on, and rings the alarm that was made last, also one that is gone: as one that was about to ring anyway.</summary>
    internal void Ring(TimeSpan later)
    {
        Move(later);
        _callback!(_state);
    }

    internal void Move(TimeSpan later)
    {
        lock (_gate)
        {
            _now += later.Ticks;
        }
    }

    private sealed class Alarm(CreepingTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Settings.Add(dueTime);
            return true;
        }

        public void Dispose() => time.Disposed++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
