using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>A timer that is an item of a scheduler. Its callback runs there, with no context.</summary>
internal sealed class SchedulerTimer : ITimer
{
    private readonly object _gate = new();
    private readonly IScheduler _scheduler;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context = Loop.CaptureFlow();
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private SingleAssignmentDisposable? _next;
    private bool _disposed;

    internal SchedulerTimer(IScheduler scheduler, TimerCallback callback, object? state) =>
        (_scheduler, _callback, _state) = (scheduler, callback, state);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        SingleAssignmentDisposable? before;
        SingleAssignmentDisposable? next;
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            before = _next;
            _period = period;
            next = _next = dueTime == Timeout.InfiniteTimeSpan ? null : new SingleAssignmentDisposable();
        }

        before?.Dispose();
        if (next is not null)
        {
            Schedule(next, dueTime);
        }

        return true;
    }

    public void Dispose()
    {
        SingleAssignmentDisposable? last;
        lock (_gate)
        {
            _disposed = true;
            last = _next;
            _next = null;
        }

        last?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private static void Validate(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timer's time is zero or more, or Timeout.InfiniteTimeSpan.");
        }
    }

    private void Schedule(SingleAssignmentDisposable next, TimeSpan dueTime)
    {
        if (dueTime > DateTimeOffset.MaxValue - _scheduler.Now)
        {
            return; // after the end of all time there is
        }

        next.Disposable = _scheduler.Schedule(
            (Timer: this, Next: next),
            dueTime,
            static (_, firing) =>
            {
                firing.Timer.Fire(firing.Next);
                return Disposable.Empty;
            }
        );
    }

    private void Fire(SingleAssignmentDisposable fired)
    {
        SingleAssignmentDisposable? next = null;
        var period = TimeSpan.Zero;
        lock (_gate)
        {
            if (!ReferenceEquals(_next, fired))
            {
                return; // changed or disposed meanwhile
            }

            period = _period;
            next = _next = period > TimeSpan.Zero ? new SingleAssignmentDisposable() : null;
        }

        if (next is not null)
        {
            Schedule(next, period);
        }

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            if (_context is null)
            {
                _callback(_state);
            }
            else
            {
                ExecutionContext.Run(_context, static timer => ((SchedulerTimer)timer!).Invoke(), this);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Invoke() => _callback(_state);
}
