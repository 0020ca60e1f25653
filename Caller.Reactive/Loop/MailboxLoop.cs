using System.Diagnostics;

namespace CallerReactive;

/// <summary>
/// The machine: a mailbox that any thread fills, a list of what is ready, timers, and one thread at a time that runs it all.
/// How it sleeps and is woken is the business of the derived classes.
/// </summary>
/// <remarks>
/// Order. Ready items are one FIFO. Due timers go first, in rounds: all that are due at one reading of the clock, then one ready item.
/// So a timer is late by one item at most, and timers that re-arm themselves cannot starve what is ready.
/// </remarks>
internal abstract partial class MailboxLoop : Loop
{
    private readonly LoopTimers _timers;
    private readonly bool _isGuest;
    private readonly bool _clockIsSystem;

    private PumpState _own;
    private Mailbox _mailbox; // with room on both sides, and so on one side of what is above
    private string? _stopReason;
    private int _signals;

    /// <param name="owner">Whom it works for.</param>
    /// <param name="clock">What its timers go by.</param>
    /// <param name="isGuest">True: it does not sleep but is told of everything that arrives, also while an item runs, which may be pumping the host.</param>
    private protected MailboxLoop(ILoopOwner owner, TimeProvider clock, bool isGuest = false)
        : base(owner, clock) => (_timers, _isGuest, _clockIsSystem) = (new LoopTimers(Clock), isGuest, Clock.IsSystem);

    internal sealed override WorkItem? ExecutingItem => Volatile.Read(ref _own.Executing)?.Subject;

    /// <summary>For the pumping thread, in a filter of exceptions: whether one comes from an item.</summary>
    private protected bool IsDispatching => _own.Executing is not null;

    /// <summary>Whether something asks the pumping thread for attention between items.</summary>
    private protected bool HasSignals => Volatile.Read(ref _signals) != 0;

    internal bool HasArrivals => !_mailbox.IsEmpty || HasSignals;

    /// <summary>For the pumping thread: whether there is something to run, timers aside.</summary>
    private protected bool HasReady => _own.First is not null || HasArrivals;

    internal sealed override bool Enqueue(WorkItem item)
    {
        if (IsExecuting && TryAppend(item))
        {
            if (_isGuest)
            {
                Awaken();
            }

            return true;
        }

        var result = _mailbox.Push(item);
        if (result == PushResult.QueuedOnSleeper || (_isGuest && result == PushResult.Queued))
        {
            Awaken();
        }

        return result != PushResult.Closed;
    }

    internal sealed override bool IsLast(WorkItem item) =>
        _mailbox.IsYoungest(item) || (IsExecuting && ReferenceEquals(_own.Last, item) && _mailbox.IsEmpty);

    internal sealed override bool PutBack(WorkItem item)
    {
        BeginChange();
        var open = AreListsOurs;
        if (open)
        {
            item.Next = _own.First;
            _own.First = item;
            _own.Last ??= item;
        }

        Volatile.Write(ref _own.Appending, false);
        if (open && CanNest)
        {
            Awaken(); // the item's code may pump the host now, and must find the rest there
        }

        return open;
    }

    internal sealed override bool EnqueueTimed(TimedItem item)
    {
        var result = _timers.Insert(item);
        if (IsExecuting ? _isGuest && result != TimerInsert.Closed : result == TimerInsert.TooEarly)
        {
            Disturb();
        }

        return result != TimerInsert.Closed;
    }

    internal sealed override bool RemoveTimed(TimedItem item) => _timers.Remove(item);

    /// <summary>From within an item: as in TryAppend, but for what cannot go to the mailbox instead, so it waits for whoever reads the lists.</summary>
    private void BeginChange()
    {
        Volatile.Write(ref _own.Appending, true);
        while ((Volatile.Read(ref _signals) & Signals.Look) != 0)
        {
            Volatile.Write(ref _own.Appending, false);
            StandStill();
            Volatile.Write(ref _own.Appending, true);
        }
    }

    internal sealed override void Hold()
    {
        Debug.Assert(!_own.Holding, "While one direct call is awaited no other one is dispatched.");
        _own.Holding = true;
    }

    internal sealed override void Release()
    {
        BeginChange();
        _own.Holding = false;
        if (_own.HeldFirst is not null && AreListsOurs)
        {
            _own.HeldLast!.Next = _own.First;
            _own.First = _own.HeldFirst;
            _own.Last ??= _own.HeldLast;
            (_own.HeldFirst, _own.HeldLast) = (null, null);
        }

        Volatile.Write(ref _own.Appending, false);
    }

    internal sealed override void RequestStop(string reason)
    {
        Volatile.Write(ref _stopReason, reason);
        Raise(Signals.Stop);

        // Dispatch writes _own.Executing and then reads the signals: after this barrier one of the two sees the other.
        Interlocked.MemoryBarrierProcessWide();
    }

    /// <summary>There is something for the loop and it sleeps, or is a guest: make it turn.</summary>
    private protected abstract void Awaken();

    /// <summary>An item is about to run.</summary>
    /// <param name="isLast">Whether nothing else is known to be waiting for its turn.</param>
    private protected virtual void OnDispatching(bool isLast) { }

    /// <summary>Makes a sleeping loop look at its timers and signals again.</summary>
    private protected virtual void Disturb()
    {
        if (_mailbox.WakeUp() || _isGuest)
        {
            Awaken();
        }
    }

    /// <summary>False when something came first. A loop that fell asleep has to look at <see cref="HasSignals"/> once more before it really waits.</summary>
    private protected bool TryFallAsleep() => _mailbox.TryFallAsleep();

    /// <summary>Back from sleep for a reason of its own; when a producer woke it, this does nothing.</summary>
    private protected void Rise() => _mailbox.WakeUp();

    private protected TimeSpan PrepareSleep() => _timers.PrepareSleep();

    /// <summary>A hint: whether anything waits for its time.</summary>
    private protected bool HasTimers => !_timers.IsEmpty;

    private protected void EndSleep() => _timers.Rise();

    /// <summary>Runs the next item, if there is one whose turn it is.</summary>
    private protected bool RunNext()
    {
        if (!_timers.IsEmpty || _own.InRound)
        {
            if (!_own.InRound)
            {
                _own.Round = _own.CoarseClock.Read(Clock, _timers.HasAbsolute);
                _own.InRound = true;
            }

            if (_timers.TakeDue(_own.Round) is { } due)
            {
                if (IsHeldBack(due))
                {
                    Append(ref _own.HeldFirst, ref _own.HeldLast, due);
                }
                else
                {
                    Dispatch(due);
                }

                return true;
            }

            _own.InRound = false;
        }

        var item = _own.First ?? TakeArrivals();
        if (item is null)
        {
            return false;
        }

        if (IsHeldBack(item))
        {
            RemoveFirst(item);
            Append(ref _own.HeldFirst, ref _own.HeldLast, item);
            return true;
        }

        RemoveFirst(item);
        Dispatch(item);
        return true;
    }

    private WorkItem? TakeArrivals() => _own.First = _mailbox.TakeAll(out _own.Last);

    private bool IsHeldBack(WorkItem item) => _own.Holding && !item.IsContinuation;

    private void RemoveFirst(WorkItem item)
    {
        _own.First = item.Next;
        if (_own.First is null)
        {
            _own.Last = null;
        }

        item.Next = null;
    }

    private protected void Dispatch(WorkItem item)
    {
        // Written before and after, plainly: Abandon and RequestStop pair with these through a process-wide barrier, so that an item costs no fence.
        var outer = _own.Executing; // of a guest whose item pumps its host
        Volatile.Write(ref _own.Executing, item);
        if (HasSignals && IsRefusedNow(item))
        {
            Volatile.Write(ref _own.Executing, outer);
            return;
        }

        if (_isGuest)
        {
            OnDispatching(isLast: _own.First is null && _mailbox.IsEmpty && !_own.InRound);
        }

        try
        {
            Execute(item);
        }
        finally
        {
            Volatile.Write(ref _own.Executing, outer);
        }
    }

    /// <summary>A stop came since the signals were handled, and whoever asked for it may not have seen this item: it counts as waiting.</summary>
    private bool IsRefusedNow(WorkItem item)
    {
        if ((Volatile.Read(ref _signals) & Signals.Stop) == 0 || item.SurvivesStop)
        {
            return false;
        }

        item.Refuse(Volatile.Read(ref _stopReason)!);
        return true;
    }

    /// <summary>
    /// The short way for work that comes from the loop itself: no interlocked operation unless others have pushed meanwhile. Those are moved
    /// over first, so the order stays the one in which the calls took effect.
    /// </summary>
    private bool TryAppend(WorkItem item)
    {
        // While the list is touched the item does not count as out of reach, so that Abandon does not take the list over just now.
        Volatile.Write(ref _own.Appending, true);
        var open = (Volatile.Read(ref _signals) & (Signals.Abandon | Signals.Ended | Signals.Look)) == 0;
        if (open)
        {
            if (_mailbox.TakeAll(out var last) is { } arrived)
            {
                Append(ref _own.First, ref _own.Last, arrived);
                _own.Last = last;
            }

            Append(ref _own.First, ref _own.Last, item);
        }

        Volatile.Write(ref _own.Appending, false);
        return open;
    }

    private static void Append(ref WorkItem? first, ref WorkItem? last, WorkItem item)
    {
        if (last is null)
        {
            first = item;
        }
        else
        {
            last.Next = item;
        }

        last = item;
    }

    private void Raise(int signal)
    {
        Interlocked.Or(ref _signals, signal);
        Disturb();
    }

    /// <summary>Bits of <see cref="_signals"/>.</summary>
    private static class Signals
    {
        /// <summary>The frame that pumps now is to return (RunUntil).</summary>
        internal const int Exit = 1;

        /// <summary>The owner wants to be called between two items.</summary>
        internal const int Stop = 2;

        /// <summary>Whoever can is to end the loop now.</summary>
        internal const int Abandon = 4;

        /// <summary>The end has begun: the ready list belongs to the one that claimed it.</summary>
        internal const int Ended = 8;

        /// <summary>Somebody reads the lists: the loop leaves them alone, and stands still if it comes between two items.</summary>
        internal const int Look = 16;
    }
}
