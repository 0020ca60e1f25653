using System.Diagnostics;

namespace CallerReactive;

/// <summary>Reading the lists from outside. It costs those who do not look nothing: the loop learns of it by a signal, as of a stop.</summary>
/// <remarks>The loop itself is the lock that is held while somebody reads the lists, and by whoever takes them away at the end: nobody outside has the object.</remarks>
internal abstract partial class MailboxLoop
{
    /// <summary>After that something is wrong with the thread (a debugger holds it, say), and a snapshot without its queue is better than none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private bool _standing;

    /// <summary>
    /// The race with the loop is that of <see cref="Abandon"/>: a signal is set, then a process-wide barrier, then one looks where the loop is. Where it is in an item, asleep or not
    /// pumped at all, it touches the lists only after it has looked at the signals, and sees ours; then it stands still until we are done. What an item queues meanwhile goes to the
    /// mailbox, where it belongs anyway: behind everything.
    /// </summary>
    internal sealed override LoopView Look(int limit)
    {
        var view = new LoopView();
        lock (this)
        {
            Interlocked.Or(ref _signals, Signals.Look);
            Interlocked.MemoryBarrierProcessWide();
            if (WaitUntilStill())
            {
                Read_NeedsLock(view, limit);
            }
            else
            {
                view.IsComplete = false;
            }

            Interlocked.And(ref _signals, ~Signals.Look);
        }

        view.TimedCount = _timers.View(view.Timed, limit);
        return view;
    }

    /// <summary>On the loop, whose lists are in order: waits until nobody reads them.</summary>
    private void StandStill()
    {
        Volatile.Write(ref _standing, true);
        lock (this)
        {
            _standing = false;
        }
    }

    private bool WaitUntilStill()
    {
        var started = Stopwatch.GetTimestamp();
        for (var spin = new SpinWait(); !IsStill; spin.SpinOnce())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsStill =>
        IsExecuting // it is we who are on the loop
        || (Volatile.Read(ref _own.Executing) is not null && !Volatile.Read(ref _own.Appending))
        || Volatile.Read(ref _standing)
        || Volatile.Read(ref _pumping) == 0
        || Volatile.Read(ref _claimed) != 0 // then only the end touches them, and that takes the lock
        || _mailbox.IsAsleep;

    private void Read_NeedsLock(LoopView view, int limit)
    {
        var executing = Volatile.Read(ref _own.Executing);
        if (executing is not null)
        {
            view.Executing = SeenItem.Of(executing);
        }

        view.Interrupted.AddRange(Interrupted.Select(SeenItem.Of));
        view.Begun.AddRange(Calls.Snapshot().Select(SeenItem.Of));
        foreach (var list in (ReadOnlySpan<WorkItem?>)[_own.HeldFirst, _own.First])
        {
            for (var item = list; item is not null; item = item.Next)
            {
                if (!ReferenceEquals(item, executing)) // what takes several turns keeps its place while it runs
                {
                    Add(view, item, limit);
                }
            }
        }

        AddMailbox(view, limit);
    }

    /// <summary>From the youngest down; what is described are the oldest.</summary>
    private void AddMailbox(LoopView view, int limit)
    {
        var youngest = _mailbox.Youngest;
        var count = 0;
        for (var item = youngest; item is not null; item = item.Next)
        {
            count++;
        }

        var room = Math.Min(count, limit - view.Ready.Count);
        view.ReadyCount += count;
        if (room <= 0)
        {
            return;
        }

        var oldest = youngest;
        for (var skip = count - room; skip > 0; skip--)
        {
            oldest = oldest!.Next;
        }

        var start = view.Ready.Count;
        for (; oldest is not null; oldest = oldest.Next)
        {
            view.Ready.Add(SeenItem.Of(oldest));
        }

        view.Ready.Reverse(start, view.Ready.Count - start);
    }

    private static void Add(LoopView view, WorkItem item, int limit)
    {
        view.ReadyCount++;
        if (view.Ready.Count < limit)
        {
            view.Ready.Add(SeenItem.Of(item));
        }
    }
}
