namespace CallerReactive;

internal sealed partial class VirtualLoop
{
    private int _stopRequested;
    private int _claimed;

    internal override void RequestStop(string reason)
    {
        Volatile.Write(ref _stopRequested, 1);

        // Noticed at the next turn, whosoever it is; this one is there in case there is no other.
        _time.Scheduler.Schedule(this, static (_, loop) => loop.Turn(null));
    }

    internal override int RefuseWaiting(string reason)
    {
        var refused = TakeOut(static entry => !entry.Item.SurvivesStop, end: false);
        foreach (var entry in refused)
        {
            entry.Item.Refuse(reason);
        }

        return refused.Count;
    }

    /// <summary>Whoever runs this is on the driving thread, or nobody drives: the loop cannot be stuck elsewhere, so there is nobody to take the end from.</summary>
    internal override void Abandon(Action end)
    {
        if (TryClaimEnd())
        {
            end();
        }
    }

    internal override bool TryClaimEnd() => Interlocked.CompareExchange(ref _claimed, 1, 0) == 0;

    internal override int End(string reason)
    {
        var refused = 0;
        foreach (var entry in TakeOut(static _ => true, end: true))
        {
            if (entry.Item.SurvivesStop)
            {
                entry.Item.Orphan();
            }
            else
            {
                entry.Item.Refuse(reason);
                refused++;
            }
        }

        return refused;
    }

    private List<VirtualEntry> TakeOut(Predicate<VirtualEntry> which, bool end)
    {
        List<VirtualEntry> taken;
        lock (_gate)
        {
            _ended |= end;
            taken = Sorted_NeedsLock(which);
            taken.ForEach(Take_NeedsLock);
        }

        foreach (var entry in taken)
        {
            entry.Handle.Dispose();
        }

        return taken;
    }

    private void HandleSignals()
    {
        if (Interlocked.Exchange(ref _stopRequested, 0) != 0 && Volatile.Read(ref _claimed) == 0)
        {
            Owner.OnStopNoticed();
        }
    }
}
