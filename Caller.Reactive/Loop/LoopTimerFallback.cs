namespace CallerReactive;

/// <summary>
/// What a timer goes on with when its loop has ended: a timer of the clock below, which wakes early (a system timer goes by
/// a coarse clock) and cannot wait for more than 49 days. Each time it wakes it looks whether the time has really come.
/// </summary>
/// <remarks>A clock that is moved by hand may call back while its timer is being set, so that is never done under the lock: see <see cref="Arm"/>.</remarks>
internal sealed class LoopTimerFallback : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly object _gate = new();
    private readonly LoopClock _clock;
    private readonly Action _call;
    private readonly ITimer _timer;
    private long? _due; // null while nothing is to fire
    private TimeSpan _period;
    private int _version;
    private bool _disposed;

    internal LoopTimerFallback(LoopClock clock, Action call)
    {
        (_clock, _call) = (clock, call);
        _timer = clock.CreateTimer(static self => ((LoopTimerFallback)self!).Wake(), this);
    }

    /// <summary>Says what is to come; <see cref="Arm"/> has to follow.</summary>
    internal void Set(long? due, TimeSpan period)
    {
        lock (_gate)
        {
            (_due, _period) = (due, period);
            _version++;
        }
    }

    /// <summary>Sets the timer. Of several threads that do so the last one to find nothing newer has set it to what holds.</summary>
    internal void Arm()
    {
        int version;
        do
        {
            TimeSpan wait;
            lock (_gate)
            {
                version = _version;
                wait = _due is { } due && !_disposed ? _clock.Until(due) : Timeout.InfiniteTimeSpan;
            }

            _timer.Change(wait < Longest ? wait : Longest, Timeout.InfiniteTimeSpan);
        } while (Volatile.Read(ref _version) != version);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void Wake()
    {
        bool isDue;
        lock (_gate)
        {
            if (_disposed || _due is not { } due)
            {
                return;
            }

            isDue = _clock.Until(due) == TimeSpan.Zero;
            if (isDue)
            {
                _due = _period > TimeSpan.Zero ? _clock.Add(due, _period) : null;
                _version++;
            }
        }

        Arm();
        if (isDue)
        {
            _call();
        }
    }
}
