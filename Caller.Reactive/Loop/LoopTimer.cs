namespace CallerReactive;

/// <summary>A timer of the loop's <see cref="TimeProvider"/>: its callback runs on the loop. After the loop's end it goes on with the platform's timer.</summary>
internal sealed class LoopTimer : TimedItem, ITimer
{
    private static readonly TimeSpan LongestOfThePlatform = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly object _gate = new();
    private readonly Loop _loop;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private ITimer? _fallback;
    private bool _disposed;
    private bool _armed; // whether it is to fire again: what was taken out of the timers a moment ago may have been changed since

    internal LoopTimer(Loop loop, TimerCallback callback, object? state)
    {
        (_loop, _callback, _state) = (loop, callback, state);
        _context = Loop.CaptureFlow();
    }

    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.PostedCallback;

    internal override bool IsContinuation => true;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            if (_fallback is not null)
            {
                return _fallback.Change(Clamp(dueTime), Clamp(period));
            }

            _loop.RemoveTimed(this);
            _period = period;
            _armed = dueTime != Timeout.InfiniteTimeSpan;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = _loop.Clock.DueAfter(dueTime);
                Arm_NeedsLock();
            }

            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _loop.RemoveTimed(this);
            _fallback?.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    internal override CallerItemKind Kind => CallerItemKind.Timer;

    internal override object? Label => _state as Delegate ?? _callback;

    internal override void Run(Loop loop)
    {
        lock (_gate)
        {
            // Changed between being taken as due and running here: the change stands, this firing does not.
            if (_disposed || !_armed || HeapIndex != NotWaiting)
            {
                return;
            }

            _armed = _period > TimeSpan.Zero;
            if (_armed)
            {
                var late = loop.Clock.Elapsed(Due, loop.Clock.Timestamp).Ticks;
                var periods = Math.Max(1, (late / _period.Ticks) + 1);
                Due = loop.Clock.Add(Due, new TimeSpan((long)Int128.Min(long.MaxValue, (Int128)periods * _period.Ticks)));
                Arm_NeedsLock();
            }
        }

        Loop.Restore(_context);
        _callback(_state);
    }

    internal override void Orphan()
    {
        lock (_gate)
        {
            if (!_disposed && _armed && _fallback is null)
            {
                FallBack_NeedsLock();
            }
        }
    }

    private static void Validate(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timer's time is zero or more, or Timeout.InfiniteTimeSpan.");
        }
    }

    private void Arm_NeedsLock()
    {
        if (!_loop.EnqueueTimed(this))
        {
            FallBack_NeedsLock();
        }
    }

    private void FallBack_NeedsLock() =>
        _fallback = _loop.Clock.Provider.CreateTimer(
            static timer => ((LoopTimer)timer!).FireElsewhere(),
            this,
            Clamp(_loop.Clock.Until(Due)),
            Clamp(_period)
        );

    private void FireElsewhere()
    {
        Loop.Restore(_context);
        _callback(_state);
    }

    private static TimeSpan Clamp(TimeSpan time) => time < LongestOfThePlatform ? time : LongestOfThePlatform;
}
