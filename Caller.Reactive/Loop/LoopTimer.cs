namespace CallerReactive;

/// <summary>A timer of the loop's <see cref="TimeProvider"/>: its callback runs on the loop. After the loop's end it goes on with the platform's timer.</summary>
/// <remarks>
/// Neither the loop nor the platform's timer is called under the lock, because the one may call the host and the other back. So a tick may be put among the loop's timers
/// after another thread replaced it: whoever put it there looks again and takes it out; if it fires in between, it is not
/// the timer's tick any more and does nothing.
/// </remarks>
internal sealed class LoopTimer : ITimer
{
    private readonly object _gate = new();
    private readonly Loop _loop;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private LoopTimerTick? _tick; // the one that is to fire next; null while the timer is not armed
    private LoopTimerFallback? _fallback; // once the loop has ended
    private bool _disposed;

    internal LoopTimer(Loop loop, TimerCallback callback, object? state)
    {
        (_loop, _callback, _state) = (loop, callback, state);
        _context = Loop.CaptureFlow();
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        long? due = dueTime == Timeout.InfiniteTimeSpan ? null : _loop.Clock.DueAfter(dueTime);
        var armed = due is { } at ? new LoopTimerTick(this) { Due = at } : null;
        LoopTimerTick? replaced;
        LoopTimerFallback? fallback;
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            _period = period;
            (replaced, _tick) = (_tick, _fallback is null ? armed : null);
            fallback = _fallback;
            fallback?.Set(due, period);
        }

        TakeOut(replaced);
        if (fallback is null)
        {
            Arm(armed);
        }
        else
        {
            fallback.Arm();
        }

        return true;
    }

    public void Dispose()
    {
        LoopTimerTick? replaced;
        LoopTimerFallback? fallback;
        lock (_gate)
        {
            _disposed = true;
            (replaced, _tick) = (_tick, null);
            fallback = _fallback;
        }

        TakeOut(replaced);
        fallback?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>See <see cref="WorkItem.Label"/>.</summary>
    internal object? Label => _state as Delegate ?? _callback;

    /// <summary>On the loop, when the tick is due.</summary>
    internal void Fire(LoopTimerTick tick)
    {
        bool again;
        lock (_gate)
        {
            // Changed between being taken as due and running here: the change stands, this firing does not.
            if (_tick != tick)
            {
                return;
            }

            again = _period > TimeSpan.Zero;
            if (again)
            {
                var late = _loop.Clock.Elapsed(tick.Due, _loop.Clock.Timestamp).Ticks;
                var periods = Math.Max(1, (late / _period.Ticks) + 1);
                tick.Due = _loop.Clock.Add(tick.Due, new TimeSpan((long)Int128.Min(long.MaxValue, (Int128)periods * _period.Ticks)));
            }
            else
            {
                _tick = null;
            }
        }

        if (again)
        {
            Arm(tick);
        }

        Invoke();
    }

    /// <summary>The loop has ended and will not fire this tick: the platform's timer goes on, unless the tick was replaced meanwhile.</summary>
    internal void FallBack(LoopTimerTick tick)
    {
        var fallback = new LoopTimerFallback(_loop.Clock, InvokeElsewhere);
        lock (_gate)
        {
            if (_tick != tick)
            {
                fallback.Dispose(); // it has not been set
                return;
            }

            _tick = null;
            _fallback = fallback;
            fallback.Set(tick.Due, _period);
        }

        fallback.Arm();
    }

    private void Arm(LoopTimerTick? tick)
    {
        if (tick is null)
        {
            return;
        }

        if (!_loop.EnqueueTimed(tick))
        {
            FallBack(tick);
        }
        else if (Volatile.Read(ref _tick) != tick)
        {
            // Replaced by another thread, whose removal may have come before the insertion; if not, this one finds nothing.
            _loop.RemoveTimed(tick);
        }
    }

    private void TakeOut(LoopTimerTick? tick)
    {
        if (tick is not null)
        {
            _loop.RemoveTimed(tick);
        }
    }

    private void Invoke()
    {
        Loop.Restore(_context);
        InvokeCallback();
    }

    private void InvokeElsewhere() => Loop.RunIn(_context, static timer => ((LoopTimer)timer!).InvokeCallback(), this);

    private void InvokeCallback() => _callback(_state);

    private static void Validate(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timer's time is zero or more, or Timeout.InfiniteTimeSpan.");
        }
    }
}
