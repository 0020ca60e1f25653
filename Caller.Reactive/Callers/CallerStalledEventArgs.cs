namespace CallerReactive;

/// <summary>What <see cref="Caller.Stalled"/> tells.</summary>
public sealed class CallerStalledEventArgs : EventArgs
{
    internal CallerStalledEventArgs(TimeSpan heldFor, CallerSnapshotItem? item, string heldBy, bool isOver) =>
        (HeldFor, Item, HeldBy, IsOver) = (heldFor, item, heldBy, isOver);

    /// <summary>How long the caller has not turned: so far, or altogether when it is over. By the caller's clock.</summary>
    public TimeSpan HeldFor { get; }

    /// <summary>What it runs; null when it is a guest whose host has not given it a turn.</summary>
    public CallerSnapshotItem? Item { get; }

    /// <summary>The same in words, with who submitted it and what it blocks for, as the log has it.</summary>
    public string HeldBy { get; }

    /// <summary>False when the threshold was passed; true when the caller turns again.</summary>
    public bool IsOver { get; }
}
