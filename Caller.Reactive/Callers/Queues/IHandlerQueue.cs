namespace CallerReactive;

/// <summary>A queue of <c>QueueCall</c>, whatever its items are.</summary>
internal interface IHandlerQueue
{
    /// <summary>Whether it takes items. Once false it stays so.</summary>
    bool IsOpen { get; }

    /// <summary>Ends when the last item has really ended.</summary>
    QueuePending Pending { get; }

    /// <summary>What has to end before another queue of the same handler may begin; of one that is closed.</summary>
    Pending LastToEnd { get; }

    CallerSnapshotQueue Look();
}
