namespace CallerReactive;

/// <summary>
/// A series of ticks at start + n * period. It is one item that is queued again after each tick, so a tick allocates nothing and ticks never overlap.
/// </summary>
internal sealed class PeriodicItem<TState> : TimedItem, IDisposable
{
    private readonly Loop _loop;
    private readonly TimeSpan _period;
    private readonly long _start;
    private TState _state;
    private Func<TState, TState>? _action;
    private long _ticks;
    private bool _disposed;

    internal PeriodicItem(Loop loop, TState state, TimeSpan period, Func<TState, TState> action)
    {
        (_loop, _state, _period, _action) = (loop, state, period, action);
        _start = loop.Clock.Timestamp;
    }

    /// <summary>Queues the next tick. False when the loop has ended.</summary>
    internal bool Arm()
    {
        _ticks++;
        var offset = Int128.Min(long.MaxValue, (Int128)_ticks * _period.Ticks);
        Due = _loop.Clock.Add(_start, new TimeSpan((long)offset));

        // A tick that is late already queues up behind what is ready, and does not jump it as a due timer would: a tick that takes longer
        // than its period would otherwise be the only thing that ever runs.
        return Due <= _loop.Clock.Timestamp ? _loop.Enqueue(this) : _loop.EnqueueTimed(this);
    }

    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        if (_loop.RemoveTimed(this))
        {
            Clear();
        }
    }

    internal override object? Label => _action;

    internal override void Run(Loop loop)
    {
        if (!Volatile.Read(ref _disposed))
        {
            var next = _action!(_state); // if it throws, the series ends here
            if (!Volatile.Read(ref _disposed))
            {
                _state = next;
                Arm();

                // A dispose between the test and the arming found nothing to remove.
                if (!Volatile.Read(ref _disposed) || !loop.RemoveTimed(this))
                {
                    return;
                }
            }
        }

        Clear();
    }

    internal override void Refuse(string reason) => Clear();

    private void Clear()
    {
        _action = null;
        _state = default!;
    }
}
