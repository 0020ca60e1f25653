namespace CallerReactive;

internal abstract partial class MailboxLoop
{
    private WorkItem? _refusing; // what a stop has taken out and not yet refused; of the pumping thread, as the ready list
    private WorkItem? _left; // what the end has still to refuse or to orphan; under a lock of its own, for which an object serves that every loop has
    private WorkItem? _inHand; // what the one that ends the loop has taken of it and may not have refused yet
    private bool _leftIsKnown;
    private Action? _abandoned;
    private int _pumping;
    private int _claimed;

    internal sealed override int RefuseWaiting(string reason)
    {
        if (_mailbox.TakeAll(out var last) is { } arrived)
        {
            Append(ref _own.First, ref _own.Last, arrived);
            _own.Last = last;
        }

        WorkItem? lastRefusing = null;
        Sift(ref _own.First, ref _own.Last, ref lastRefusing);
        Sift(ref _own.HeldFirst, ref _own.HeldLast, ref lastRefusing);
        foreach (var timer in _timers.TakeRefusable())
        {
            Append(ref _refusing, ref lastRefusing, timer);
        }

        // Each refusal counts as an item that executes, because it tells observers, who may block: then the end is taken from us, rest of the list included.
        var refused = 0;
        while (AreListsOurs && _refusing is { } item)
        {
            _refusing = item.Next;
            item.Next = null;
            Volatile.Write(ref _own.Executing, item);
            item.Refuse(reason);
            Volatile.Write(ref _own.Executing, null);
            refused++;
        }

        return refused;
    }

    internal sealed override bool TryClaimEnd() => Interlocked.CompareExchange(ref _claimed, 1, 0) == 0;

    /// <summary>
    /// The race with a loop that is stuck in an item. The loop writes <c>Executing</c> and then reads the signals, we set a signal and then
    /// read <c>Executing</c>. The process-wide barrier makes one of the two see the other: either the loop notices and claims the end itself,
    /// or we see it inside an item (or not pumped at all) and claim it. Both may try; the claim is one compare-and-swap. A loop that comes back
    /// from its item and did not get the claim leaves without touching the lists.
    /// </summary>
    internal sealed override void Abandon(Action end)
    {
        Volatile.Write(ref _abandoned, end);
        Raise(Signals.Abandon);
        Interlocked.MemoryBarrierProcessWide();
        var spin = new SpinWait();
        while (Volatile.Read(ref _claimed) == 0)
        {
            var outOfReach =
                (Volatile.Read(ref _own.Executing) is not null && !Volatile.Read(ref _own.Appending)) || Volatile.Read(ref _pumping) == 0;
            if (outOfReach && TryClaimEnd())
            {
                end();
                return;
            }

            spin.SpinOnce();
        }
    }

    internal sealed override int End(string reason)
    {
        Interlocked.Or(ref _signals, Signals.Ended);
        lock (this)
        {
            TakeAllLeft();
        }

        var refused = FinishLeft(reason, isHelper: false);
        Disturb();
        return refused;
    }

    internal sealed override bool TryHelpEnd(string reason, out WorkItem? inHand)
    {
        inHand = null;
        lock (Posts)
        {
            if (!_leftIsKnown)
            {
                return false;
            }
        }

        FinishLeft(reason, isHelper: true);
        lock (Posts)
        {
            inHand = _inHand;
        }

        return true;
    }

    private void TakeAllLeft()
    {
        var left = _mailbox.Close();
        WorkItem? last = null;
        lock (Posts)
        {
            foreach (var list in (ReadOnlySpan<WorkItem?>)[_refusing, _own.HeldFirst, _own.First, left])
            {
                AppendAll(list, ref last);
            }

            foreach (var timer in _timers.Close())
            {
                Append(ref _left, ref last, timer);
            }

            _leftIsKnown = true;
        }

        (_refusing, _own.First, _own.Last, _own.HeldFirst, _own.HeldLast) = (null, null, null, null, null);
    }

    /// <summary>Any thread may help: what is told here may block, and the rest must not wait for it. User code runs outside the lock.</summary>
    private int FinishLeft(string reason, bool isHelper)
    {
        var refused = 0;
        while (TakeLeft(isHelper) is { } item)
        {
            refused += FinishOne(item, reason);
        }

        return refused;
    }

    /// <summary>Makes the frame that pumps return between two items.</summary>
    private protected void RequestExit() => Raise(Signals.Exit);

    /// <summary>False when somebody pumps already.</summary>
    private protected bool TryBeginPumping() => Interlocked.CompareExchange(ref _pumping, 1, 0) == 0;

    /// <summary>Whether its end has begun: then it needs nobody any more.</summary>
    private protected bool IsClaimed => Volatile.Read(ref _claimed) != 0;

    internal sealed override bool NeedsThread(Thread thread) => ReferenceEquals(Thread, thread) && !IsClaimed;

    private protected bool IsPumping => Volatile.Read(ref _pumping) != 0;

    /// <summary>For the pumping thread: whether nobody takes the lists over, or has.</summary>
    private bool AreListsOurs => (Volatile.Read(ref _signals) & (Signals.Abandon | Signals.Ended)) == 0;

    /// <summary>Whether the lists belong to the one that claimed the end.</summary>
    private protected bool HasEnded => (Volatile.Read(ref _signals) & Signals.Ended) != 0;

    /// <summary>What executes has given the loop another turn; <see cref="SetBack"/> ends that.</summary>
    private protected WorkItem? SetAside()
    {
        var outer = _own.Executing;
        Volatile.Write(ref _own.Executing, null);
        return outer;
    }

    private protected void SetBack(WorkItem? outer) => Volatile.Write(ref _own.Executing, outer);

    private protected void EndPumping()
    {
        // An exception that left the frame left its item behind: the next frame would look stuck in it before it has begun.
        Volatile.Write(ref _own.Executing, null);
        Interlocked.Exchange(ref _pumping, 0);
    }

    /// <summary>True when the pumping frame has to leave.</summary>
    private protected bool HandleSignals()
    {
        var signals = Volatile.Read(ref _signals);
        if ((signals & Signals.Abandon) != 0 && TryClaimEnd())
        {
            Volatile.Read(ref _abandoned)!();
            return true;
        }

        if ((signals & (Signals.Abandon | Signals.Ended)) != 0)
        {
            return true;
        }

        if ((signals & Signals.Look) != 0)
        {
            StandStill();
            return HandleSignals();
        }

        if ((signals & Signals.Stop) != 0)
        {
            Interlocked.And(ref _signals, ~Signals.Stop);
            Owner.OnStopNoticed();
            Reset();
            return HandleSignals(); // it has told observers, and meanwhile the end may have been taken from us
        }

        if ((signals & Signals.Exit) != 0)
        {
            Interlocked.And(ref _signals, ~Signals.Exit);
            return true;
        }

        return false;
    }

    private void Sift(ref WorkItem? first, ref WorkItem? last, ref WorkItem? lastRefusing)
    {
        var item = first;
        (first, last) = (null, null);
        while (item is not null)
        {
            var next = item.Next;
            item.Next = null;
            if (item.SurvivesStop)
            {
                Append(ref first, ref last, item);
            }
            else
            {
                Append(ref _refusing, ref lastRefusing, item);
            }

            item = next;
        }
    }

    private void AppendAll(WorkItem? item, ref WorkItem? last)
    {
        while (item is not null)
        {
            var next = item.Next;
            item.Next = null;
            Append(ref _left, ref last, item);
            item = next;
        }
    }

    private WorkItem? TakeLeft(bool isHelper)
    {
        lock (Posts)
        {
            var item = _left;
            if (item is not null)
            {
                _left = item.Next;
                item.Next = null;
            }

            if (!isHelper)
            {
                _inHand = item;
            }

            return item;
        }
    }

    private static int FinishOne(WorkItem item, string reason)
    {
        if (item.SurvivesStop)
        {
            item.Orphan();
            return 0;
        }

        item.Refuse(reason);
        return 1;
    }
}
