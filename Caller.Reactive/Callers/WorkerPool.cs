namespace CallerReactive;

/// <summary>
/// The workers behind <c>ToThread</c>: children that are reused, last used first. A worker comes back when its function has really ended, not when
/// somebody lost interest in it.
/// </summary>
internal sealed class WorkerPool(Caller owner)
{
    private readonly object _gate = new();
    private readonly List<IdleWorker> _idle = []; // the longest idle first
    private readonly LinkedList<Pending> _waiting = [];
    private int _count;
    private int _lastNumber;
    private ITimer? _reaper;
    private bool _closed;

    private readonly record struct IdleWorker(Caller Caller, long Since);

    /// <summary>The calls that wait for a worker: a snapshot.</summary>
    internal List<Pending> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _waiting];
            }
        }
    }

    /// <summary>The same, and how many workers there are, at one moment.</summary>
    internal List<Pending> Look(out int workers, out int idle)
    {
        lock (_gate)
        {
            (workers, idle) = (_count, _idle.Count);
            return [.. _waiting];
        }
    }

    /// <summary>Runs a prepared call on a worker, as soon as there is one.</summary>
    internal void Submit<T>(Call<T> call)
    {
        Caller? worker = null;
        bool closed;
        lock (_gate)
        {
            closed = _closed;
            worker = closed ? null : TakeIdle_NeedsLock();
            if (worker is null && !closed)
            {
                if (_count >= owner.Options.MaxWorkers)
                {
                    call.Details.ReportTo = owner.Loop;
                    var node = _waiting.AddLast(call);
                    call.OnDone(_ => StopWaiting(node));
                    return;
                }

                _count++;
            }
        }

        if (closed)
        {
            call.ForceCancelled($"The caller '{owner.Name}' is {owner.State}.");
            return;
        }

        Dispatch(call, worker);
    }

    /// <summary>The owner is stopping: what waits for a worker will not get one.</summary>
    internal void RefuseWaiting(string reason)
    {
        List<Pending> waiting;
        lock (_gate)
        {
            _closed = true;
            waiting = [.. _waiting];
            _waiting.Clear();
            _reaper?.Dispose();
        }

        foreach (var call in waiting)
        {
            call.Refuse(reason);
        }
    }

    private void Dispatch(Pending call, Caller? worker)
    {
        while (true)
        {
            try
            {
                worker ??= owner.StartWorker(Interlocked.Increment(ref _lastNumber));
            }
            catch (Exception e)
            {
                var next = GiveUpPlace();
                if (e is ObjectDisposedException)
                {
                    call.ForceCancelled(e.Message);
                }
                else
                {
                    call.Details.ReportTo = owner.Loop;
                    call.TryStart();
                    call.SettleFault(e);
                }

                if (next is null)
                {
                    return;
                }

                call = next; // or it would wait until somebody else's call brings a worker
                continue;
            }

            var here = worker;
            call.BindTo(here.Loop);
            if (here.Loop.Enqueue(call))
            {
                // A started call ends when its function has; one that was cancelled before never keeps the worker busy.
                call.OnDone(_ => Return(here));
                return;
            }

            worker = null; // stopped by hand, and not noticed yet: take a new one in its place
        }
    }

    private void Return(Caller worker)
    {
        Pending? next = null;
        var surplus = false;
        TimeSpan? reapIn = null;
        lock (_gate)
        {
            var usable = worker.State < CallerState.Stopping && owner.State < CallerState.Stopping;
            if (_waiting.First is { } waiting)
            {
                next = waiting.Value;
                _waiting.RemoveFirst();
                if (!usable)
                {
                    worker = null!; // its place goes to a new one
                }
            }
            else if (usable && _idle.Count < owner.Options.MaxIdleWorkers)
            {
                _idle.Add(new IdleWorker(worker, owner.TimeProvider.GetTimestamp()));
                reapIn = UntilReaping_NeedsLock();
            }
            else
            {
                _count--;
                surplus = true;
            }
        }

        if (next is not null)
        {
            Dispatch(next, worker);
        }
        else if (surplus)
        {
            worker.Stop(force: true);
        }
        else
        {
            ArmReaper(reapIn);
        }
    }

    /// <summary>A worker could not be had: its place goes to the call that has waited longest, or to nobody.</summary>
    private Pending? GiveUpPlace()
    {
        lock (_gate)
        {
            if (_waiting.First is { } waiting)
            {
                _waiting.RemoveFirst();
                return waiting.Value;
            }

            _count--;
            return null;
        }
    }

    private void StopWaiting(LinkedListNode<Pending> node)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _waiting.Remove(node);
            }
        }
    }

    private Caller? TakeIdle_NeedsLock()
    {
        while (_idle.Count > 0)
        {
            var worker = _idle[^1].Caller;
            _idle.RemoveAt(_idle.Count - 1);
            if (worker.State < CallerState.Stopping)
            {
                return worker;
            }

            _count--;
        }

        return null;
    }

    /// <summary>Asked again by every return to the idle ones and by every sweep that leaves somebody (upstream forgot to, D4). Null: nobody to reap.</summary>
    private TimeSpan? UntilReaping_NeedsLock()
    {
        var timeout = owner.Options.WorkerIdleTimeout;
        if (timeout == Timeout.InfiniteTimeSpan || _idle.Count == 0)
        {
            return null;
        }

        _reaper ??= CreateReaper();
        var wait = timeout - owner.TimeProvider.GetElapsedTime(_idle[0].Since);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>
    /// Not under the lock: setting the timer may call the host. Whoever comes late with an older answer sets it too early, never too late, because the first of the idle
    /// ones only becomes a younger one; a sweep that finds nobody asks anew.
    /// </summary>
    private void ArmReaper(TimeSpan? wait)
    {
        if (wait is { } time)
        {
            _reaper!.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Without the execution context of the call that happens to be the first to end: the timer lives as long as the pool.</summary>
    private ITimer CreateReaper()
    {
        using var _ = ExecutionContext.SuppressFlow();
        return owner.TimeProvider.CreateTimer(
            static pool => ((WorkerPool)pool!).Reap(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    private void Reap()
    {
        List<Caller> expired = [];
        TimeSpan? reapIn;
        lock (_gate)
        {
            while (_idle.Count > 0 && owner.TimeProvider.GetElapsedTime(_idle[0].Since) >= owner.Options.WorkerIdleTimeout)
            {
                expired.Add(_idle[0].Caller);
                _idle.RemoveAt(0);
                _count--;
            }

            reapIn = UntilReaping_NeedsLock();
        }

        ArmReaper(reapIn);

        foreach (var worker in expired)
        {
            worker.Stop(force: true);
        }
    }
}
