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

    /// <summary>What they were set to, one after another.</summary>
    internal List<TimeSpan> Settings { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now += step.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        (_callback, _state) = (callback, state);
        Alarms++;
        return new Alarm(this);
    }

    /// <summary>Moves on, and rings.</summary>
    internal void Ring(TimeSpan later)
    {
        lock (_gate)
        {
            _now += later.Ticks;
        }

        _callback!(_state);
    }

    private sealed class Alarm(CreepingTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Settings.Add(dueTime);
            return true;
        }

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}
