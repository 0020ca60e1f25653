using System.Diagnostics;

namespace CallerReactive;

/// <summary>What became of a push.</summary>
internal enum PushResult
{
    /// <summary>Queued; the consumer is awake and will find it.</summary>
    Queued,

    /// <summary>Queued on a sleeping consumer: whoever got this answer, and nobody else, has to wake it.</summary>
    QueuedOnSleeper,

    /// <summary>Not queued: the mailbox is closed for good.</summary>
    Closed,
}

/// <summary>
/// Many producers, one consumer. A stack of intrusive nodes whose head also says whether the consumer sleeps or is gone:
/// one compare-and-swap pushes, and tells whether to wake; one takes everything.
/// </summary>
/// <remarks>
/// Head: null (awake, empty), a node (awake, not empty), Asleep, Closed.
/// Because "asleep" is a value of the same field that a push replaces, there is no moment at which an item is queued
/// and nobody is responsible for waking the consumer. The stack is only ever taken whole, so there is no ABA.
/// The head has a cache line of its own: producers write it all the time, and its neighbours in memory are read with each item (docs/decisions/0012).
/// A structure, so that the loop that holds it shares that room with it; never to be copied.
/// </remarks>
internal struct Mailbox
{
    private static readonly WorkItem Asleep = new Marker();
    private static readonly WorkItem Closed = new Marker();

    private CacheLine.Reference _head;

    /// <summary>Whether there is nothing to take. Exact on the consumer's side only.</summary>
    internal bool IsEmpty => Volatile.Read(ref _head.Item) is null or Marker;

    internal bool IsClosed => ReferenceEquals(Volatile.Read(ref _head.Item), Closed);

    /// <summary>Whether it is the youngest of the items that nobody has taken.</summary>
    internal bool IsYoungest(WorkItem item) => ReferenceEquals(Volatile.Read(ref _head.Item), item);

    internal PushResult Push(WorkItem item)
    {
        Debug.Assert(item.Next is null, "An item that is pushed is in no other list.");
        var head = Volatile.Read(ref _head.Item);
        while (true)
        {
            if (ReferenceEquals(head, Closed))
            {
                item.Next = null;
                return PushResult.Closed;
            }

            var asleep = ReferenceEquals(head, Asleep);
            item.Next = asleep ? null : head;
            var seen = Interlocked.CompareExchange(ref _head.Item, item, head);
            if (ReferenceEquals(seen, head))
            {
                return asleep ? PushResult.QueuedOnSleeper : PushResult.Queued;
            }

            head = seen;
        }
    }

    /// <summary>Consumer only. Takes all items, oldest first, linked by <see cref="WorkItem.Next"/>; null when there are none.</summary>
    internal WorkItem? TakeAll(out WorkItem? last)
    {
        while (true)
        {
            var head = Volatile.Read(ref _head.Item);
            if (head is null or Marker)
            {
                last = null;
                return null;
            }

            // Not an Exchange: that would wipe out a Closed set by whoever abandons a stuck loop.
            if (ReferenceEquals(Interlocked.CompareExchange(ref _head.Item, null, head), head))
            {
                last = head;
                return Reverse(head);
            }
        }
    }

    /// <summary>Consumer only. False when something arrived (or the mailbox closed) meanwhile.</summary>
    internal bool TryFallAsleep() => Interlocked.CompareExchange(ref _head.Item, Asleep, null) is null;

    /// <summary>True when the consumer slept and this call ended that: the one who gets true has to signal it.</summary>
    internal bool WakeUp() => ReferenceEquals(Interlocked.CompareExchange(ref _head.Item, null, Asleep), Asleep);

    /// <summary>For whoever looks while the consumer leaves it alone: the youngest item, linked by <see cref="WorkItem.Next"/> down to the oldest.</summary>
    internal WorkItem? Youngest => Volatile.Read(ref _head.Item) is { } head and not Marker ? head : null;

    /// <summary>Whether the consumer sleeps: it will look at everything anew when it wakes.</summary>
    internal bool IsAsleep => ReferenceEquals(Volatile.Read(ref _head.Item), Asleep);

    /// <summary>Refuses every later push. Returns what was left, oldest first. The second call returns null.</summary>
    internal WorkItem? Close()
    {
        var head = Interlocked.Exchange(ref _head.Item, Closed);
        return head is null or Marker ? null : Reverse(head);
    }

    private static WorkItem Reverse(WorkItem head)
    {
        WorkItem? reversed = null;
        WorkItem? node = head;
        while (node is not null)
        {
            var next = node.Next;
            node.Next = reversed;
            reversed = node;
            node = next;
        }

        return reversed!;
    }

    private sealed class Marker : WorkItem
    {
        internal override void Run(Loop loop) => throw new UnreachableException("A marker of the mailbox is not work.");
    }
}
