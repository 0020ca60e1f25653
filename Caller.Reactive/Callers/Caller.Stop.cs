using System.Reactive;

namespace CallerReactive;

/*
   How a caller ends. Whoever comes first starts it; every step is idempotent, none blocks.

   1  any thread   Stopping completes, StoppingToken fires, children are stopped, the call that holds the loop just now gets its token.
   2  the loop     between two items: what waits is refused (pendings cancelled, scheduled actions dropped), and all other calls get their tokens.
   3  the loop     goes on for continuations and for calls made meanwhile, until nothing runs and all children have stopped.
   4  the loop     one last turn of the queue, then its end: observers are told, the mailbox closes.
   5  any thread   Stopped completes.

   If nobody turns the loop (a manual caller between two runs, a thread that could not be had, a pump that an exception ended), step 2 to 4 are
   one step, done by whoever notices. If something does not end within StopTimeout, it is abandoned: the end is taken from the loop, stuck or not.
*/
public sealed partial class Caller
{
    private readonly object _lastTurnGate = new();
    private HashSet<ILastTurn>? _lastTurn;
    private ITimer? _stopTimer;
    private Pending? _spared; // the call from within which the caller was ended by leaving it: it ends by itself
    private bool _waitingRefused;
    private int _endQueued;
    private int _ended;
    private string? _lost;
    private bool _allRefused;
    private bool _gaveUp; // StopTimeout has passed

    /// <summary>
    /// Begins to stop it and all its children, and returns at once; to wait for the end await <see cref="Stopped"/>. What waits is cancelled, what runs gets its
    /// token and is awaited for <see cref="CallerOptions.StopTimeout"/>. Idempotent; from any thread, the caller's own included.
    /// </summary>
    /// <param name="force">True: also when it is protected. An unforced stop of a protected caller does nothing.</param>
    public void Stop(bool force = false)
    {
        if (IsProtected && !force)
        {
            Log.StopIgnored(_log, Name);
            return;
        }

        BeginStop();
        if (!Volatile.Read(ref _pumpExpected))
        {
            // A manual caller that is not inside Run or RunUntil has nobody who would notice.
            EndUnpumped();
        }
    }

    /// <summary>
    /// Stops it, protected or not, and completes when <see cref="Stopped"/> does; inside one of its own calls, or of its children's, at once, because that call
    /// would wait for itself. In virtual time that nobody drives just now, it drives the clock until then.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        Stop(force: true);
        if (AwaitsItself())
        {
            return default;
        }

        DriveToEnd();
        return new ValueTask(Stopped.WhenDone());
    }

    /// <summary>To be told on the loop when it ends. False when it has ended.</summary>
    internal bool AddLastTurn(ILastTurn participant)
    {
        lock (_lastTurnGate)
        {
            if (_ended != 0)
            {
                return false;
            }

            (_lastTurn ??= []).Add(participant);
            return true;
        }
    }

    internal void RemoveLastTurn(ILastTurn participant)
    {
        lock (_lastTurnGate)
        {
            _lastTurn?.Remove(participant);
        }
    }

    void ILoopOwner.OnStopNoticed()
    {
        // As an item, because it runs the users' token callbacks: one that blocks can be seen and abandoned then. Queued first, so that a call which awaits
        // something that is refused now is asked before it learns of that. A function that pumps its host (a modal dialog) is no running call but must be asked too.
        if (_loop.Calls.Count > 0 || _loop.Interrupted.Length > 0)
        {
            _loop.Enqueue(new AskItem(this));
        }

        var refused = _loop.RefuseWaiting(StoppingReason);
        if (refused > 0)
        {
            Log.WaitingRefused(_log, Name, refused);
        }

        Volatile.Write(ref _waitingRefused, true);
        QueueEndIfIdle();
    }

    void ILoopOwner.OnCallEnded() => OnSomethingEnded();

    void ILoopOwner.OnLoopLost(string reason)
    {
        Interlocked.CompareExchange(ref _lost, reason, null);
        Volatile.Write(ref _pumpExpected, false);
        if (State < CallerState.Running)
        {
            _started.SettleFault(new InvalidOperationException(reason));
        }

        AskRunningToStop(); // before StoppingToken fires, so that the reason is theirs and not a token's
        BeginStop();
        if (_loop.IsExecuting)
        {
            EndUnpumped();
        }
        else
        {
            // An item of it may run this moment, on its thread, and one may have begun and gone on to wait since the calls were asked above. Once the end is claimed no more begin.
            _loop.Abandon(() =>
            {
                AskRunningToStop();
                EndLoop();
            });
        }
    }

    private string StoppingReason => _lost ?? $"The caller '{Name}' is stopping.";

    /// <summary>Step 1.</summary>
    private void BeginStop()
    {
        if (!TryAdvance(CallerState.Stopping))
        {
            return;
        }

        var hasRun = Started.Status == PendingStatus.Succeeded;
        TellOfStop();

        // First the loop has to know, then one can see what it executes: a call that begins in between would miss its token. Only that one is asked here, because
        // it may hold the loop up. The others wait for something and are asked on the loop, after it has refused what waits: what they queue when they
        // are asked belongs to the shutdown, and must not be taken for something that waited (decision 30).
        _loop.RequestStop(StoppingReason);
        AskToStop(_loop.ExecutingItem);

        if (_options.StopTimeout != Timeout.InfiniteTimeSpan)
        {
            // Without the AsyncLocals of whoever happens to stop it.
            using AsyncFlowControl _ = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            _stopTimer = StopClock(hasRun)
                .CreateTimer(
                    static caller => ((Caller)caller!).Abandon(),
                    this,
                    TimeoutGuard.Clamp(_options.StopTimeout),
                    Timeout.InfiniteTimeSpan
                );
            if (State == CallerState.Stopped)
            {
                _stopTimer.Dispose(); // it was over before the field was set
            }
        }
    }

    /// <summary>
    /// A scheduler that has not run us yet may be one that runs everything inline (and was refused for that): a timer of it would sleep here, all through StopTimeout.
    /// </summary>
    private TimeProvider StopClock(bool hasRun) =>
        hasRun || _loop.IsVirtual || _loop.Clock.Provider is not SchedulerTimeProvider ? _loop.Clock.Provider : TimeProvider.System;

    private void AskRunningToStop()
    {
        foreach (var call in (WorkItem[])[.. _loop.Interrupted, .. _loop.Calls.Snapshot()])
        {
            AskToStop(call);
        }
    }

    private void AskToStop(WorkItem? item)
    {
        if (item is Pending { IsCancelled: false } call && !ReferenceEquals(call, Volatile.Read(ref _spared)))
        {
            call.AskToStop(StoppingReason);
        }
    }

    /// <summary>Step 3 to 4: one more item at the end of the queue, so that what is queued by now has its turn.</summary>
    private void QueueEndIfIdle()
    {
        if (Volatile.Read(ref _waitingRefused) && IsIdle() && Interlocked.Exchange(ref _endQueued, 1) == 0)
        {
            _loop.Enqueue(new EndItem(this));
        }
    }

    /// <summary>Whether the code that asks is (what comes of) a call of this caller, or of one that stops before it does.</summary>
    private bool AwaitsItself() => Pending.Current is { IsDone: false, Caller: ILoopOwner own } && ((ILoopOwner)this).EndsAfter(own);

    private bool IsIdle() => _loop.Calls.Count == 0 && _loop.Interrupted.Length == 0 && ChildrenSnapshot().Count == 0;

    private void OnSomethingEnded()
    {
        if (State == CallerState.Stopping)
        {
            QueueEndIfIdle();
            CompleteIfOver();
        }
    }

    private void EndOnLoop()
    {
        Volatile.Write(ref _endQueued, 0);
        if (IsIdle() && _loop.TryClaimEnd())
        {
            EndLoop();
        }
    }

    /// <summary>Step 4, by the one that claimed it.</summary>
    private void EndLoop()
    {
        ILastTurn[] participants;
        lock (_lastTurnGate)
        {
            _ended = 1;
            participants = [.. _lastTurn ?? []];
            _lastTurn = null;
        }

        foreach (var participant in participants)
        {
            try
            {
                participant.OnLastTurn();
            }
            catch (Exception e)
            {
                ((ILoopOwner)this).Report(e, CallerExceptionOrigin.Observer);
            }
        }

        var refused = _loop.End(_lost ?? $"The caller '{Name}' has stopped.");
        if (refused > 0)
        {
            Log.WaitingRefused(_log, Name, refused);
        }

        Volatile.Write(ref _allRefused, true);
        CompleteIfOver();
    }

    /// <summary>Step 5.</summary>
    private void CompleteIfOver()
    {
        if (!Volatile.Read(ref _allRefused) || !IsIdle() || HoldsLostItem() || !TryAdvance(CallerState.Stopped))
        {
            return;
        }

        _stopTimer?.Dispose();
        _loop.Retire();
        _loop.Watch?.Dispose();
        CallerRegistry.Remove(this);
        Log.Stopped(_log, Name, Id);
        CallerEventSource.Log.CallerStopped(Id, Name);
        _stopped.SettleValue(Unit.Default);

        // Only now: it may be what the parent waits for, and a parent's Stopped completes after those of its children.
        Parent?.Disown(this);
    }

    /// <summary>
    /// The end of a lost loop may be taken by another thread while an item still runs. It is no running call, but is waited for all the same, unless it was given up. The loop
    /// says that it has left the item and then, across a fence, asks us again; here the refusal of everything is written first and then this is read.
    /// </summary>
    private bool HoldsLostItem()
    {
        if (_lost is null || Volatile.Read(ref _gaveUp))
        {
            return false;
        }

        Interlocked.MemoryBarrier();
        return _loop.ExecutingItem is not null;
    }

    /// <summary>The loop will not be turned by anybody any more.</summary>
    private void EndUnpumped()
    {
        AskRunningToStop();
        if (_loop.TryClaimEnd())
        {
            EndLoop();
        }
    }

    /// <summary>StopTimeout has passed.</summary>
    private void Abandon()
    {
        AskRunningToStop(); // a loop that is stuck has not come to it
        Volatile.Write(ref _gaveUp, true);
        if (Volatile.Read(ref _ended) == 0)
        {
            _loop.Abandon(() =>
            {
                AbandonCalls();
                EndLoop();
            });
        }

        // The end may be stuck as well, on the thread that claimed it, in telling somebody who blocks.
        AbandonCalls();
        var reason = $"The caller '{Name}' has stopped.";
        if (_loop.TryHelpEnd(reason, out var inHand))
        {
            // Whoever ends the loop has taken it and may not have come to cancel it: it must not be found unfinished after Stopped.
            if (inHand?.Subject is Pending late && !late.ForceCancelled(reason))
            {
                for (var spin = new SpinWait(); !late.IsDone; spin.SpinOnce()) // between taking the right to an outcome and writing it no user code runs
                { }
            }

            Volatile.Write(ref _allRefused, true);
        }

        CompleteIfOver();
    }

    private void AbandonCalls()
    {
        var reason = _lost ?? $"The caller '{Name}' stopped and did not wait for it any longer.";
        foreach (var item in (WorkItem?[])[_loop.ExecutingItem, .. _loop.Interrupted])
        {
            if (item is Pending executing && executing.ForceCancelled(reason))
            {
                LogAbandoned(executing.ToString());
            }
        }

        foreach (var call in _loop.Calls.Snapshot())
        {
            if (_loop.Calls.Remove(call))
            {
                (call as Pending)?.ForceCancelled(reason);
                LogAbandoned(call.ToString() ?? "");
            }
        }
    }

    private void LogAbandoned(string call)
    {
        Log.CallAbandoned(_log, Name, call);
        CallerEventSource.Log.CallAbandoned(Id, Name, call);
    }

    private sealed class AskItem(Caller caller) : WorkItem
    {
        internal override bool IsContinuation => true;

        internal override void Run(Loop loop) => caller.AskRunningToStop();
    }

    private sealed class EndItem(Caller caller) : WorkItem
    {
        internal override bool IsContinuation => true;

        internal override void Run(Loop loop) => caller.EndOnLoop();
    }
}
