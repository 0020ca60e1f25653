namespace CallerReactive;

/// <summary>A group in a <see cref="CallerSnapshot"/>.</summary>
public sealed record CallerSnapshotGroup
{
    internal CallerSnapshotGroup(PendingGroupMode mode, int unfinished, bool isCancelled) =>
        (Mode, Unfinished, IsCancelled) = (mode, unfinished, isCancelled);

    /// <summary>What a cancelled member means.</summary>
    public PendingGroupMode Mode { get; }

    /// <summary>How many members have not ended, on whatever caller.</summary>
    public int Unfinished { get; }

    /// <summary>Whether it is cancelled.</summary>
    public bool IsCancelled { get; }
}
