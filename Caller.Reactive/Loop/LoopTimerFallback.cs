namespace CallerReactive;

/// <summary>
/// What a timer goes on with when its loop has ended: a timer of the clock below, which wakes early (a system timer goes by
/// a coarse clock) and cannot wait for more than 49 days. Each time it wakes it looks whether the time has really come.
/// </summary>
internal sealed class LoopTimerFallback : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly object _gate = new();
    private readonly LoopClock _clock;
    private readonly Action _call;
    private readonly ITimer _timer;
    private long? _due; // null while nothing is to fire
    private TimeSpan _period;

    internal LoopTimerFallback(LoopClock clock, Action call, long? due, TimeSpan period)
    {
        (_clock, _call) = (clock, call);
        _timer = clock.Provider.CreateTimer(
            static self => ((LoopTimerFallback)self!).Wake(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        Change(due, period);
    }

    internal void Change(long? due, TimeSpan period)
    {
        lock (_gate)
        {
            (_due, _period) = (due, period);
            Arm_NeedsLock();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _due = null;
        }

        _timer.Dispose();
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_due is not { } due)
            {
                return;
            }

            if (_clock.Until(due) > TimeSpan.Zero)
            {
                Arm_NeedsLock();
                return;
            }

            _due = _period > TimeSpan.Zero ? _clock.Add(due, _period) : null;
            Arm_NeedsLock();
        }

        _call();
    }

    /// <remarks>Changing a timer of the clock calls nobody back on this thread; were it to, the lock is this thread's own.</remarks>
    private void Arm_NeedsLock()
    {
        var wait = _due is { } due ? _clock.Until(due) : Timeout.InfiniteTimeSpan;
        _timer.Change(wait < Longest ? wait : Longest, Timeout.InfiniteTimeSpan);
    }
}
