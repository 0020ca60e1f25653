namespace CallerReactive;

/// <summary>Between two turns, and at home.</summary>
internal sealed partial class GuestLoop
{
    private readonly object _gate = new();
    private readonly List<WorkItem> _interrupted = [];
    private ITimer? _alarm;
    private Thread? _thread;
    private bool _isHomeless;
    private bool _attached;
    private bool _retired;

    internal override Thread? Thread => Volatile.Read(ref _thread);

    internal override WorkItem[] Interrupted
    {
        get
        {
            lock (_gate)
            {
                return [.. _interrupted];
            }
        }
    }

    private protected override bool IsHome =>
        ReferenceEquals(Volatile.Read(ref _thread), Thread.CurrentThread) && !Volatile.Read(ref _retired);

    internal override void Retire()
    {
        Volatile.Write(ref _retired, true);
        Interlocked.Exchange(ref _alarm, null)?.Dispose();
        if (Interlocked.Exchange(ref _attached, false))
        {
            _host.GuestEnds();
        }
    }

    /// <summary>Sets the alarm for what is due later. False when the next drain is needed now.</summary>
    private bool TryRest()
    {
        if (HasReady)
        {
            return false;
        }

        var wait = PrepareSleep();
        if (wait == TimeSpan.MaxValue || wait <= TimeSpan.Zero)
        {
            return wait > TimeSpan.Zero;
        }

        SetAlarm(wait);

        // A foreign clock may have been moved between reading it and setting the alarm, which counts from the later reading.
        return Clock.IsSystem || PrepareSleep() > TimeSpan.Zero;
    }

    private void SetAlarm(TimeSpan wait)
    {
        _alarm ??= Clock.Provider.CreateTimer(
            static loop => ((GuestLoop)loop!).Awaken(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        if (Clock.IsSystem)
        {
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)); // the platform's timers cut off what is less
        }

        _alarm.Change(wait < LoopClock.LongestSleep ? wait : LoopClock.LongestSleep, Timeout.InfiniteTimeSpan);
    }

    /// <summary>False when the thread belongs to somebody else; then the loop is lost.</summary>
    private bool TryTakeHome()
    {
        try
        {
            TakeHome();
            return true;
        }
        catch (ThreadTakenException e)
        {
            Owner.OnLoopLost(e.Message);
            return false;
        }
    }

    /// <summary>The thread on which the host runs us is our home, as long as it is always the same.</summary>
    /// <exception cref="ThreadTakenException">The thread is the home of a caller on another host.</exception>
    private void TakeHome()
    {
        var here = Thread.CurrentThread;
        if (_isHomeless || !_host.HasHome)
        {
            return;
        }

        if (ReferenceEquals(_thread, here))
        {
            if (Home is null)
            {
                Settle(); // another guest of this host was here first, and is gone
            }

            return;
        }

        if (_thread is not null)
        {
            _isHomeless = true;
            Volatile.Write(ref _thread, null);
            return;
        }

        var other = Home;
        if (other is not null && !(other is GuestLoop guest && guest._host.IsSame(_host)))
        {
            throw new ThreadTakenException(
                $"The caller '{Owner.Name}' cannot be a guest of '{_host.Name}': this thread is the home of the caller '{other.Owner.Name}', and a thread has one host."
            );
        }

        Volatile.Write(ref _thread, here);
        if (other is null)
        {
            Settle();
        }
    }

    private void Interrupt(int level)
    {
        lock (_gate)
        {
            if (_interrupted.Count < level && ExecutingItem is { } item)
            {
                _interrupted.Add(item);
            }
        }
    }

    /// <summary>An item is over; if it was interrupted, a stop may have waited for it.</summary>
    private void Resume(int level)
    {
        lock (_gate)
        {
            if (_interrupted.Count < level)
            {
                return;
            }

            _interrupted.RemoveAt(level - 1);
        }

        Owner.OnCallEnded();
    }
}
