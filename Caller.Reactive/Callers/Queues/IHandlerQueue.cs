namespace CallerReactive;

/// <summary>A queue of <c>QueueCall</c>, whatever its items are.</summary>
internal interface IHandlerQueue
{
    /// <summary>Whether it takes items. Once false it stays so.</summary>
    bool IsOpen { get; }

    /// <summary>Ends when the last item has really ended.</summary>
    QueuePending Pending { get; }

    CallerSnapshotQueue Look();
}
