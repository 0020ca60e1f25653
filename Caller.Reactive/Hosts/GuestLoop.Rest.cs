namespace CallerReactive;

/// <summary>Between two turns, and at home.</summary>
internal sealed partial class GuestLoop
{
    private readonly object _gate = new();
    private readonly List<WorkItem> _interrupted = [];
    private ITimer? _alarm;
    private bool _atRest; // whether the alarm is set for the next time that is due, or there is none; false while that is not known
    private Thread? _thread;
    private bool _isHomeless;
    private bool _attached;

    internal override bool CanNest => _host.CanNest;

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

    private protected override bool IsHome => ReferenceEquals(Volatile.Read(ref _thread), Thread.CurrentThread) && !HasEnded;

    internal override void Retire()
    {
        Interlocked.Exchange(ref _alarm, null)?.Dispose();
        if (Interlocked.Exchange(ref _attached, false))
        {
            _host.GuestEnds();
        }
    }

    private protected override void Disturb()
    {
        Unsettle();
        base.Disturb();
    }

    /// <summary>
    /// What is inserted may be due before the alarm. If a drain is on its way nobody posts another one for it, and that drain may go into a dialog before it
    /// comes to rest: it must see then that one more is needed. We write this and then look at <c>_posted</c>, the drain writes <c>_posted</c> and then looks at this, both across
    /// a full fence, so at least one of them sees the other. Coming to rest overwrites it, but looks at the timers after that.
    /// </summary>
    private void Unsettle()
    {
        Volatile.Write(ref _atRest, false);
        Interlocked.MemoryBarrier();
    }

    /// <summary>Sets the alarm for what is due later. False when the next drain is needed now.</summary>
    private bool TryRest()
    {
        if (HasReady)
        {
            return false;
        }

        // First, because the alarm that is set below may ring before we are done.
        Volatile.Write(ref _atRest, true);
        var wait = PrepareSleep();
        if (wait == TimeSpan.MaxValue || wait <= TimeSpan.Zero)
        {
            return wait > TimeSpan.Zero;
        }

        SetAlarm(wait);

        // A foreign clock may have been moved between reading it and setting the alarm, which counts from the later reading.
        return Clock.IsSystem || PrepareSleep() > TimeSpan.Zero;
    }

    private void Ring()
    {
        EndSleep();
        Unsettle();
        Awaken();
    }

    private void SetAlarm(TimeSpan wait)
    {
        _alarm ??= Clock.CreateTimer(static loop => ((GuestLoop)loop!).Ring(), this);
        if (Clock.IsSystem)
        {
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)); // the platform's timers cut off what is less
        }

        _alarm.Change(wait < LoopClock.LongestSleep ? wait : LoopClock.LongestSleep, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// The thread on which the host runs us is our home, as long as it is always the same. Says why not when it is the home of a caller on another host.
    /// </summary>
    private string? TakeHome()
    {
        var here = Thread.CurrentThread;
        if (_isHomeless || !_host.HasHome)
        {
            return null;
        }

        var home = Home;
        if (_thread is not null && !ReferenceEquals(_thread, here))
        {
            _isHomeless = true;
            Volatile.Write(ref _thread, null);
            return null;
        }

        if (home is not null && !(home is GuestLoop guest && guest._host.IsSame(_host)))
        {
            return $"The caller '{Owner.Name}' cannot be a guest of '{_host.Name}': this thread is the home of the caller '{home.Owner.Name}', and a thread has one host.";
        }

        Volatile.Write(ref _thread, here);
        if (home is null)
        {
            Settle(); // also when another guest of this host was here first, and is gone
        }

        return null;
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
