namespace CallerReactive;

/// <summary>What an insert means for a loop that may be asleep.</summary>
internal enum TimerInsert
{
    /// <summary>A sleeping loop will rise in time for it.</summary>
    InTime,

    /// <summary>It is due before a sleeping loop means to rise: wake it, to sleep less.</summary>
    TooEarly,

    /// <summary>The loop has ended.</summary>
    Closed,
}

/// <summary>
/// What a loop has to do later. Relative times stand in one heap by the monotonic clock, absolute ones in another by the wall clock,
/// because the wall clock can jump. Any thread inserts and removes; the loop takes what is due.
/// </summary>
/// <remarks>
/// A lock and not messages to the loop: a removal must drop the item at once even while the loop sleeps or is busy, and the pattern
/// of Throttle (insert, remove, insert, remove) must not wake the loop at all. No user code runs under the lock.
/// <para>
/// The last item inserted stands in <c>_newest</c>, outside the heap, until another one comes or the loop looks. One that is removed before that, as Throttle does it,
/// costs two compare-and-swaps in place of two locks and two changes of the heap (docs/decisions/0027). Whoever holds the lock and needs the whole
/// brings it in first. The loop says when it will rise and then looks at <c>_newest</c>; an insert writes <c>_newest</c> and then looks when the loop will rise. Both do so
/// across a full fence, so at least one of them sees the other.
/// </para>
/// </remarks>
internal sealed class LoopTimers
{
    private readonly TimerHeap _relative = new();
    private TimerHeap? _absolute; // null until the first one
    private readonly LoopClock _clock;
    private TimedItem? _newest;
    private long _sequence;
    private long _vainRise = long.MaxValue;
    private long _riseAt = long.MaxValue; // when the loop means to rise from the sleep that it last prepared; meaningless while it is awake
    private long _nextRelative = long.MaxValue;
    private long _nextAbsolute = long.MaxValue;
    private bool _closed;

    internal LoopTimers(LoopClock clock) => _clock = clock;

    /// <summary>A hint without the lock: whether the loop has to look at the clock at all.</summary>
    internal bool IsEmpty =>
        Volatile.Read(ref _newest) is null
        && Volatile.Read(ref _nextRelative) == long.MaxValue
        && Volatile.Read(ref _nextAbsolute) == long.MaxValue;

    /// <summary>A hint without the lock: before this time of the monotonic clock nothing is due; the beginning of time when the wall clock has to be asked as well.</summary>
    internal long NextDue =>
        HasAbsolute ? long.MinValue : Math.Min(Volatile.Read(ref _newest)?.Due ?? long.MaxValue, Volatile.Read(ref _nextRelative));

    internal bool HasAbsolute => Volatile.Read(ref _nextAbsolute) != long.MaxValue;

    internal TimerInsert Insert(TimedItem item)
    {
        // An absolute time needs the heap: whether the loop rises in time for it depends on the others.
        if (!item.IsAbsolute)
        {
            item.HeapIndex = TimedItem.BeforeHeap;
            if (Interlocked.CompareExchange(ref _newest, item, null) is null)
            {
                return !Volatile.Read(ref _closed) ? WakesFor(item)
                    : Remove(item) ? TimerInsert.Closed
                    : TimerInsert.InTime; // whoever closed has found it
            }
        }

        lock (this)
        {
            if (_closed)
            {
                item.HeapIndex = TimedItem.NotWaiting;
                return TimerInsert.Closed;
            }

            var broughtIn = BringIn_NeedsLock();
            InsertInHeap_NeedsLock(item);
            Publish_NeedsLock();
            var result = item.IsAbsolute
                ? (ReferenceEquals(_absolute!.First, item) ? TimerInsert.TooEarly : TimerInsert.InTime)
                : WakesFor(item);

            // Whoever inserted that one compared it with an older rise, perhaps, and relies on the loop finding it in _newest, where it stands no more.
            return result == TimerInsert.InTime && broughtIn is not null ? WakesFor(broughtIn) : result;
        }
    }

    /// <summary>False when it is not waiting (any more): it was taken, removed, or never inserted.</summary>
    internal bool Remove(TimedItem item)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref _newest, null, item), item))
        {
            item.HeapIndex = TimedItem.NotWaiting;
            return true;
        }

        lock (this)
        {
            var removed = HeapOf(item).Remove(item);
            if (removed)
            {
                Publish_NeedsLock();
            }

            return removed;
        }
    }

    /// <summary>Takes the item that is most overdue at the given instant, or null when nothing is due.</summary>
    internal TimedItem? TakeDue(LoopInstant now)
    {
        if (
            (Volatile.Read(ref _newest) is not { } newest || newest.Due > now.Timestamp)
            && Volatile.Read(ref _nextRelative) > now.Timestamp
            && Volatile.Read(ref _nextAbsolute) > now.UtcTicks
        )
        {
            return null;
        }

        lock (this)
        {
            BringIn_NeedsLock();
            var item = PickDue_NeedsLock(now);
            if (item is not null)
            {
                HeapOf(item).Remove(item);
                Publish_NeedsLock();
            }

            return item;
        }
    }

    /// <summary>
    /// Before a sleep: how long nothing will be due. Zero when something is; <see cref="TimeSpan.MaxValue"/> when there is nothing. Inserts that come later
    /// compare themselves with this answer: one that is due after it need not wake the loop, so that Throttle's pattern (insert, remove, insert) wakes it once.
    /// </summary>
    internal TimeSpan PrepareSleep()
    {
        TimeSpan wait;
        do
        {
            lock (this)
            {
                BringIn_NeedsLock();
                Publish_NeedsLock();
                wait = _relative.FirstDue == long.MaxValue ? TimeSpan.MaxValue : _clock.Until(_relative.FirstDue);
                if (FirstAbsoluteDue_NeedsLock != long.MaxValue)
                {
                    // The wall clock can be set forward while we sleep, and no notice of that reaches us: look again every second.
                    var untilAbsolute = new TimeSpan(Math.Max(0, FirstAbsoluteDue_NeedsLock - _clock.UtcTicks));
                    wait = Min(wait, Min(untilAbsolute, LoopClock.WallClockPoll));
                }

                wait = Min(wait, UntilVainRise());
                Interlocked.Exchange(ref _riseAt, wait == TimeSpan.MaxValue ? long.MaxValue : _clock.DueAfter(wait));
            }
        } while (Volatile.Read(ref _newest) is { } newest && newest.Due < _riseAt);

        return wait;
    }

    /// <summary>The time for which a sleep was prepared has come: from now on every insert counts as too early, until the next one is prepared.</summary>
    internal void Rise()
    {
        lock (this)
        {
            Interlocked.Exchange(ref _riseAt, long.MaxValue);
        }
    }

    /// <summary>How many wait, and the first of them in due order.</summary>
    internal int View(List<SeenItem> first, int limit)
    {
        List<SeenItem> all = [];
        var now = _clock.Read(withWallClock: true);
        lock (this)
        {
            BringIn_NeedsLock();
            Publish_NeedsLock();
            var count = _relative.Count + (_absolute?.Count ?? 0);
            if (limit == 0)
            {
                return count;
            }

            foreach (var heap in Heaps_NeedsLock)
            {
                for (var i = 0; i < heap.Count; i++)
                {
                    all.Add(SeenItem.Of(heap.At(i)!, _clock, now));
                }
            }
        }

        all.Sort(static (left, right) => left.DueIn!.Value.CompareTo(right.DueIn!.Value));
        first.AddRange(all.Count > limit ? all[..limit] : all);
        return all.Count;
    }

    /// <summary>Takes out what does not survive a stop, in due order.</summary>
    internal List<TimedItem> TakeRefusable() => TakeOut(static item => !item.SurvivesStop, close: false);

    /// <summary>Takes everything out, in due order, and refuses later inserts.</summary>
    internal List<TimedItem> Close() => TakeOut(static _ => true, close: true);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private List<TimedItem> TakeOut(Predicate<TimedItem> which, bool close)
    {
        List<TimedItem> taken = [];
        lock (this)
        {
            if (close)
            {
                // Before looking at _newest, across a fence: an insert that comes too late for us sees this and takes itself out again.
                Interlocked.Exchange(ref _closed, true);
            }

            BringIn_NeedsLock();
            foreach (var heap in Heaps_NeedsLock)
            {
                for (var i = 0; i < heap.Count; i++)
                {
                    if (which(heap.At(i)!))
                    {
                        taken.Add(heap.At(i)!);
                    }
                }
            }

            foreach (var item in taken)
            {
                HeapOf(item).Remove(item);
            }

            Publish_NeedsLock();
        }

        taken.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        return taken;
    }

    private TimerInsert WakesFor(TimedItem item)
    {
        if (item.Due >= Volatile.Read(ref _riseAt))
        {
            return TimerInsert.InTime;
        }

        Volatile.Write(ref _vainRise, item.Due);
        return TimerInsert.TooEarly;
    }

    /// <summary>
    /// A timer that made the loop turn in its sleep may be cancelled before the loop looks. The loop then rises at its time all the same, in vain, once: if it went back to
    /// its long sleep, the next one would wake it again, and Throttle's pattern would keep it busy.
    /// </summary>
    private TimeSpan UntilVainRise()
    {
        var vain = Volatile.Read(ref _vainRise);
        if (vain == long.MaxValue)
        {
            return TimeSpan.MaxValue;
        }

        var wait = _clock.Until(vain);
        if (wait == TimeSpan.Zero)
        {
            Volatile.Write(ref _vainRise, long.MaxValue);
            return TimeSpan.MaxValue;
        }

        return wait;
    }

    /// <summary>Equal due times keep the order of their inserts: the newest item comes in before a newer one does.</summary>
    private TimedItem? BringIn_NeedsLock()
    {
        var newest = Volatile.Read(ref _newest) is null ? null : Interlocked.Exchange(ref _newest, null);
        if (newest is not null)
        {
            InsertInHeap_NeedsLock(newest);
        }

        return newest;
    }

    private void InsertInHeap_NeedsLock(TimedItem item)
    {
        item.Sequence = ++_sequence;
        HeapOf(item).Insert(item);
    }

    private TimerHeap HeapOf(TimedItem item) => item.IsAbsolute ? _absolute ??= new TimerHeap() : _relative;

    private TimerHeap[] Heaps_NeedsLock => _absolute is null ? [_relative] : [_relative, _absolute];

    private long FirstAbsoluteDue_NeedsLock => _absolute?.FirstDue ?? long.MaxValue;

    private TimedItem? PickDue_NeedsLock(LoopInstant now)
    {
        var relative = _relative.FirstDue <= now.Timestamp ? _relative.First : null;
        var absolute = FirstAbsoluteDue_NeedsLock <= now.UtcTicks ? _absolute?.First : null;
        if (relative is null || absolute is null)
        {
            return relative ?? absolute;
        }

        var overdueRelative = _clock.Elapsed(relative.Due, now.Timestamp).Ticks;
        var overdueAbsolute = now.UtcTicks - absolute.Due;
        return overdueRelative != overdueAbsolute
            ? (overdueRelative > overdueAbsolute ? relative : absolute)
            : (relative.Sequence < absolute.Sequence ? relative : absolute);
    }

    private void Publish_NeedsLock()
    {
        Volatile.Write(ref _nextRelative, _relative.FirstDue);
        Volatile.Write(ref _nextAbsolute, FirstAbsoluteDue_NeedsLock);
    }
}
