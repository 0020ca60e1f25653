namespace CallerReactive;

/// <summary>A group in a <see cref="CallerSnapshot"/>.</summary>
/// <param name="Mode">What a cancelled member means.</param>
/// <param name="Unfinished">How many members have not ended, on whatever caller.</param>
/// <param name="IsCancelled">Whether it is cancelled.</param>
public sealed record CallerSnapshotGroup(PendingGroupMode Mode, int Unfinished, bool IsCancelled);
