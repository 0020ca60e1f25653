using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive;

/// <summary>
/// A loop in virtual time: every item is one item of the inner scheduler, so everything happens at the tick at which it would happen without us. The inner
/// scheduler keeps order and time; the loop only knows what it has given away, so that it can take it back when the caller stops.
/// </summary>
/// <remarks>
/// One thread at a time drives the inner scheduler; others may queue, one after the other. The inner scheduler is never called under the lock of the loop.
/// </remarks>
internal sealed partial class VirtualLoop : Loop, IHostedLoop
{
    private readonly object _gate = new();
    private readonly Dictionary<WorkItem, VirtualEntry> _waiting = [];
    private readonly Queue<VirtualEntry> _held = new();
    private readonly VirtualTime _time;
    private WorkItem? _executing;
    private long _sequence;
    private bool _begun;
    private bool _ended;
    private bool _holding;

    internal VirtualLoop(ILoopOwner owner, VirtualTime time, TimeProvider clock)
        : base(owner, clock) => _time = time;

    internal VirtualTime Time => _time;

    internal override WorkItem? ExecutingItem => Volatile.Read(ref _executing);

    internal override bool IsVirtual => true;

    /// <summary>What waits for its turn or its time, in the order in which it was queued.</summary>
    internal List<WorkItem> Waiting
    {
        get
        {
            lock (_gate)
            {
                return Sorted_NeedsLock(static _ => true).ConvertAll(static entry => entry.Item);
            }
        }
    }

    public void Begin(Action entered)
    {
        // No item of ours for the start: it would cost a tick.
        var before = Enter(asHome: false);
        try
        {
            entered();
        }
        finally
        {
            Leave(before);
        }

        List<VirtualEntry> early;
        lock (_gate)
        {
            _begun = true;
            early = Sorted_NeedsLock(static _ => true);
        }

        foreach (var entry in early)
        {
            Place(entry);
        }
    }

    internal override bool Enqueue(WorkItem item) => Add(item, timed: false);

    internal override bool EnqueueTimed(TimedItem item) => Add(item, timed: true);

    internal override bool RemoveTimed(TimedItem item)
    {
        VirtualEntry? entry;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(item, out entry) || !entry.IsTimed)
            {
                return false;
            }

            Take_NeedsLock(entry);
        }

        entry.Handle.Dispose();
        return true;
    }

    internal override void Hold()
    {
        Debug.Assert(!_holding, "While one direct call is awaited no other one is dispatched.");
        _holding = true;
    }

    internal override void Release()
    {
        _holding = false;
        for (var i = _held.Count; i > 0; i--)
        {
            // Each of them has used up its turn of the inner scheduler. Who gets a turn first is settled in Choose.
            ScheduleTurn();
        }
    }

    internal override string? WhyNotBlock()
    {
        if (Running is VirtualLoop here && ReferenceEquals(here._time.Scheduler, _time.Scheduler))
        {
            return "both run on the same virtual clock, which stands still while this thread blocks. Await it instead.";
        }

        return _time.IsDriven ? null : "its clock is virtual and nobody drives it now. Use RunUntil.";
    }

    /// <summary>Why this thread cannot drive the clock now; null when it can.</summary>
    internal string? WhyCannotDrive =>
        _time.IsDriven ? "it is driven already"
        : CurrentThreadScheduler.IsScheduleRequired ? null
        : "an Rx trampoline is active";

    /// <summary>On the inner scheduler like everything else, so that what is left over stays deterministic.</summary>
    internal override void RunElsewhere(SendOrPostCallback callback, object? state) =>
        _time.Scheduler.Schedule(
            (callback, state),
            static (_, work) =>
            {
                work.callback(work.state);
                return Disposable.Empty;
            }
        );

    private void ScheduleTurn()
    {
        lock (_time.Gate)
        {
            _time.Scheduler.Schedule(this, static (_, loop) => loop.TakeTurn(null));
        }
    }

    private bool Add(WorkItem item, bool timed)
    {
        VirtualEntry entry;
        lock (_gate)
        {
            if (_ended)
            {
                return false;
            }

            entry = new VirtualEntry(this, item, timed, ++_sequence);
            _waiting.Add(item, entry);
            if (item is TimedItem timedItem && timed)
            {
                timedItem.HeapIndex = 0; // anything but "not in a heap"
            }

            if (!_begun)
            {
                return true;
            }
        }

        Place(entry);
        return true;
    }

    private void Place(VirtualEntry entry)
    {
        Func<IScheduler, VirtualEntry, IDisposable> turn = static (_, entry) => entry.Loop.TakeTurn(entry);
        IDisposable handle;
        lock (_time.Gate)
        {
            if (!entry.IsTimed)
            {
                handle = _time.Scheduler.Schedule(entry, turn);
            }
            else if (PlaceTimed_NeedsLock((TimedItem)entry.Item, entry, turn) is { } timed)
            {
                handle = timed;
            }
            else
            {
                return; // after the end of all time there is: it waits until it is removed
            }
        }

        entry.Handle.Disposable = handle;
    }

    private IDisposable? PlaceTimed_NeedsLock(TimedItem item, VirtualEntry entry, Func<IScheduler, VirtualEntry, IDisposable> turn)
    {
        if (item.Due > DateTimeOffset.MaxValue.UtcTicks)
        {
            return null;
        }

        return item.IsAbsolute
            ? _time.Scheduler.Schedule(entry, new DateTimeOffset(item.Due, TimeSpan.Zero), turn)
            : _time.Scheduler.Schedule(entry, new TimeSpan(Math.Max(0, item.Due - Clock.Timestamp)), turn);
    }

    /// <summary>One item of the inner scheduler has its turn.</summary>
    private IDisposable TakeTurn(VirtualEntry? entry)
    {
        var before = Enter(asHome: false);
        var completed = false;
        try
        {
            HandleSignals();
            if (Choose(entry) is { } item)
            {
                Run(item);
            }

            completed = true;
        }
        finally
        {
            Leave(before);
            if (!completed)
            {
                _time.Stop(); // it leaves the run by exception: see VirtualTime.Drive
            }
        }

        _time.Turned();
        return Disposable.Empty;
    }

    /// <summary>What has the turn: not what was taken out meanwhile, and nothing before what a direct call has held back.</summary>
    private WorkItem? Choose(VirtualEntry? entry)
    {
        lock (_gate)
        {
            if (entry is not null && !IsWaiting_NeedsLock(entry))
            {
                entry = null;
            }

            if (_holding && entry is { Item.IsContinuation: false })
            {
                _held.Enqueue(entry);
                return null;
            }

            if (!_holding && entry is not { IsTimed: true })
            {
                if (entry is not null && _held.Count > 0)
                {
                    _held.Enqueue(entry);
                    entry = null;
                }

                while (entry is null && _held.TryDequeue(out var held))
                {
                    entry = IsWaiting_NeedsLock(held) ? held : null;
                }
            }

            if (entry is null)
            {
                return null;
            }

            Take_NeedsLock(entry);
            return entry.Item;
        }
    }

    private void Run(WorkItem item)
    {
        if (item is LoopTimerTick)
        {
            // What a timer completes must go on here. With a context installed a continuation that wants none would leave for the thread pool.
            SynchronizationContext.SetSynchronizationContext(null);
        }

        var outer = _executing;
        Volatile.Write(ref _executing, item);
        try
        {
            Execute(item);
        }
        finally
        {
            Volatile.Write(ref _executing, outer);
        }
    }

    private bool IsWaiting_NeedsLock(VirtualEntry entry) =>
        _waiting.TryGetValue(entry.Item, out var known) && ReferenceEquals(known, entry);

    private void Take_NeedsLock(VirtualEntry entry)
    {
        _waiting.Remove(entry.Item);
        if (entry.Item is TimedItem timed)
        {
            timed.HeapIndex = TimedItem.NotWaiting;
        }
    }

    private List<VirtualEntry> Sorted_NeedsLock(Predicate<VirtualEntry> which)
    {
        List<VirtualEntry> entries = [.. _waiting.Values];
        entries.RemoveAll(entry => !which(entry));
        entries.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        return entries;
    }
}
