using System.Diagnostics;

namespace CallerReactive;

/// <summary>
/// Notices when a loop does not turn: because an item takes too long, or because the host that turns it has something else to do. It looks by a timer of the
/// loop's clock, which runs only while the loop has work.
/// </summary>
/// <remarks>
/// A nested item (its outer one pumps the host) shows that the loop turns; after it the time of the outer one counts anew. A stall is told once, by the timer, and
/// once more when it is over: by the loop, or by the timer if it was over before its beginning had been told.
/// </remarks>
internal sealed class LoopWatch(Loop loop, TimeSpan threshold, IStallObserver observer) : IDisposable
{
    private readonly object _gate = new();
    private readonly Stack<SeenItem> _outer = new();
    private SeenItem? _item;
    private LoopStall? _stall;
    private ITimer? _timer;
    private long _since;
    private bool _expectsTurn;
    private bool _armed;
    private bool _wasBusy;
    private bool _disposed;

    /// <summary>On the loop: an item begins.</summary>
    internal void Begin(WorkItem item)
    {
        var seen = SeenItem.Of(item); // before it runs: a continuation forgets what it is when it begins
        Move(
            (this, seen),
            static state =>
            {
                var (watch, seen) = state;
                if (watch._item is { } outer)
                {
                    watch._outer.Push(outer);
                }

                watch._item = seen;
            }
        );
    }

    /// <summary>On the loop: the item that began last is over.</summary>
    internal void End() => Move(this, static watch => watch._item = watch._outer.TryPop(out var outer) ? outer : null);

    /// <summary>Any thread: the host was asked for a turn.</summary>
    internal void ExpectTurn() => Move(this, static watch => watch._expectsTurn = true, onlyWhenIdle: true);

    /// <summary>The host has given the turn.</summary>
    internal void TakeTurn() => Move(this, static watch => watch._expectsTurn = false);

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer?.Dispose();
    }

    private bool IsHeld_NeedsLock => _item is not null || _expectsTurn;

    /// <summary>Something other holds the loop from now on, or nothing.</summary>
    private void Move<TState>(TState state, Action<TState> move, bool onlyWhenIdle = false)
    {
        LoopStall? ended = null;
        bool arm;
        var now = loop.Clock.Timestamp;
        lock (_gate)
        {
            var keeps = onlyWhenIdle && IsHeld_NeedsLock;
            move(state);
            if (!keeps)
            {
                ended = EndStall_NeedsLock(now);
                _since = now;
            }

            _wasBusy = true;
            arm = IsHeld_NeedsLock && !_armed && !_disposed;
            _armed |= arm;
        }

        if (arm)
        {
            Arm(threshold);
        }

        if (ended is not null)
        {
            observer.OnStallEnded(ended);
        }
    }

    /// <summary>What has to be told now, by us.</summary>
    private LoopStall? EndStall_NeedsLock(long now)
    {
        var stall = _stall;
        _stall = null;
        if (stall is null)
        {
            return null;
        }

        stall.HeldFor = loop.Clock.Elapsed(_since, now);
        stall.IsOver = true;
        return stall.IsTold ? stall : null;
    }

    private void Arm(TimeSpan wait)
    {
        if (Volatile.Read(ref _timer) is null)
        {
            var timer = loop.Clock.CreateTimer(static watch => ((LoopWatch)watch!).Look(), this);
            Volatile.Write(ref _timer, timer); // only one thread gets here at a time: the one that has set _armed
        }

        _timer!.Change(wait < LoopClock.LongestSleep ? wait : LoopClock.LongestSleep, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        LoopStall? stall = null;
        var again = TimeSpan.Zero;
        lock (_gate)
        {
            Debug.Assert(_armed, "The timer rings only when it is armed, once.");
            var held = loop.Clock.Elapsed(_since, loop.Clock.Timestamp);
            if (_disposed || !IsHeld_NeedsLock || _stall is not null)
            {
                // Nothing to wait for. One more look at a loop that is busy with short items is cheaper than a timer set by each of them.
                again = _wasBusy && !_disposed ? threshold : TimeSpan.Zero;
            }
            else if (held >= threshold)
            {
                stall = _stall = new LoopStall(_item) { HeldFor = held };
                again = threshold;
            }
            else
            {
                again = threshold - held;
            }

            _wasBusy = false;
            _armed = again > TimeSpan.Zero;
        }

        if (again > TimeSpan.Zero)
        {
            Arm(again);
        }

        if (stall is not null)
        {
            Tell(stall);
        }
    }

    private void Tell(LoopStall stall)
    {
        observer.OnStalled(stall);
        bool isOver;
        lock (_gate)
        {
            stall.IsTold = true;
            isOver = stall.IsOver;
        }

        if (isOver)
        {
            observer.OnStallEnded(stall);
        }
    }
}
