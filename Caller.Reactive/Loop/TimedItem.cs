namespace CallerReactive;

/// <summary>Work that waits for a time. It knows its place in the heap, so that cancelling it is a removal and not a search.</summary>
internal abstract class TimedItem : WorkItem
{
    internal const int NotWaiting = -1;

    /// <summary>It waits, but outside the heap: it is the newest of all (see <see cref="LoopTimers"/>).</summary>
    internal const int BeforeHeap = -2;

    /// <summary>Timestamp of the loop's clock, or UTC ticks for an absolute time.</summary>
    internal long Due;

    /// <summary>Equal due times run in the order in which they were scheduled.</summary>
    internal long Sequence;

    internal int HeapIndex = NotWaiting;

    /// <summary>True when <see cref="Due"/> is wall-clock time, which can jump.</summary>
    internal bool IsAbsolute;

    private protected TimedItem() { }
}
