namespace CallerReactive;

/// <summary>
/// What a caller runs, keeps and owns, as <see cref="Caller.GetSnapshot"/> saw it. Names and numbers only: it keeps nothing alive. <see cref="ToString"/> prints it as a table.
/// </summary>
/// <remarks>
/// Consistency. <see cref="Running"/> and <see cref="Queued"/> are of one moment: the loop begins and ends nothing while they are read. Statuses and times of items, timers, queues,
/// groups and workers are each of a moment just after it, and each child is of its own, after its parent's.
/// </remarks>
public sealed class CallerSnapshot
{
    internal CallerSnapshot() { }

    /// <summary>When it was taken, by the caller's clock, in UTC.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary><see cref="Caller.Id"/>.</summary>
    public required long Id { get; init; }

    /// <summary><see cref="Caller.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="Caller.State"/>.</summary>
    public required CallerState State { get; init; }

    /// <summary>Whether it is one of the workers behind its parent's <c>ToThread</c>.</summary>
    public required bool IsWorker { get; init; }

    /// <summary>The name of the thread that it runs on, or its number if it has no name; null when there is none.</summary>
    public required string? ThreadName { get; init; }

    /// <summary>What its thread blocks for just now, in a wait of this library: <c>Wait()</c>, <c>Send</c>, <c>Run</c>. Null when in none.</summary>
    public required string? BlockedFor { get; init; }

    /// <summary>
    /// False when the loop could not be read, because its thread was held between two items for a second, as by a debugger; then <see cref="Running"/> and <see cref="Queued"/> are empty.
    /// </summary>
    public required bool IsComplete { get; init; }

    /// <summary>What has begun and not ended: first what is on the thread just now, then what waits below it on the stack, then calls that await something.</summary>
    public required IReadOnlyList<CallerSnapshotItem> Running { get; init; }

    /// <summary>What waits for its turn, in order: the first 1,000.</summary>
    public required IReadOnlyList<CallerSnapshotItem> Queued { get; init; }

    /// <summary>How much waits for its turn.</summary>
    public required int QueuedCount { get; init; }

    /// <summary>What waits for its time, in the order of that: the first 1,000.</summary>
    public required IReadOnlyList<CallerSnapshotItem> Due { get; init; }

    /// <summary>How much waits for its time.</summary>
    public required int DueCount { get; init; }

    /// <summary>Calls of <c>ToThread</c> that wait for a worker, in order.</summary>
    public required IReadOnlyList<CallerSnapshotItem> WaitingForWorker { get; init; }

    /// <summary>How many workers it has.</summary>
    public required int WorkerCount { get; init; }

    /// <summary>How many of them are idle.</summary>
    public required int IdleWorkerCount { get; init; }

    /// <summary>Its open queues.</summary>
    public required IReadOnlyList<CallerSnapshotQueue> Queues { get; init; }

    /// <summary>The groups that wait for what is listed here.</summary>
    public required IReadOnlyList<CallerSnapshotGroup> Groups { get; init; }

    /// <summary>Its children, workers included, oldest first; also those that are stopping.</summary>
    public required IReadOnlyList<CallerSnapshot> Children { get; init; }

    /// <summary>A table with a row for each item, of the caller and then of its children; lines are joined by a line feed. For people, not for parsing.</summary>
    public override string ToString() => SnapshotTable.Format(this);
}
