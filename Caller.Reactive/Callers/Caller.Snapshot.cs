using System.Globalization;

namespace CallerReactive;

public sealed partial class Caller
{
    private const int MostItems = 1000;

    /// <summary>
    /// What it runs, keeps and owns, with names and ages; also of its children. From any thread and in any state, also while an item holds the caller: nothing that it runs has to
    /// take part, and no user code runs. A caller between two items stands still while its lists are read: a few microseconds, and more when very much waits.
    /// </summary>
    public CallerSnapshot GetSnapshot()
    {
        var view = _loop.Look(MostItems);
        List<SeenItem> stack = [.. view.Executing is { } executing ? (SeenItem[])[executing] : [], .. view.Interrupted];
        var waiting = LookAtWorkers(out var workers, out var idle).ConvertAll(SeenItem.Of);
        return new CallerSnapshot
        {
            TakenAt = Now,
            Id = Id,
            Name = Name,
            State = State,
            IsWorker = _isWorker,
            ThreadName = Thread is { } thread ? thread.Name ?? thread.ManagedThreadId.ToString(CultureInfo.InvariantCulture) : null,
            BlockedFor = WaitGraph.WhatBlocks(_loop),
            IsComplete = view.IsComplete,
            Running = [.. stack.Select(CallerSnapshotItem.OnThread), .. view.Begun.Select(CallerSnapshotItem.Of)],
            Queued = view.Ready.ConvertAll(CallerSnapshotItem.Of),
            QueuedCount = view.ReadyCount,
            Due = view.Timed.ConvertAll(CallerSnapshotItem.Of),
            DueCount = view.TimedCount,
            WaitingForWorker = waiting.ConvertAll(CallerSnapshotItem.Of),
            WorkerCount = workers,
            IdleWorkerCount = idle,
            Queues = OpenQueues().ConvertAll(static queue => queue.Look()),
            Groups = GroupsOf([.. stack, .. view.Begun, .. view.Ready, .. view.Timed, .. waiting]),
            Children = ChildrenSnapshot().ConvertAll(static child => child.GetSnapshot()),
        };
    }

    internal int WaitingForWorkers => Volatile.Read(ref _workers)?.Waiting.Count ?? 0;

    internal (int All, int Idle) CountWorkers()
    {
        LookAtWorkers(out var workers, out var idle);
        return (workers, idle);
    }

    private List<Pending> LookAtWorkers(out int workers, out int idle)
    {
        (workers, idle) = (0, 0);
        return Volatile.Read(ref _workers)?.Look(out workers, out idle) ?? [];
    }

    private static List<CallerSnapshotGroup> GroupsOf(IEnumerable<SeenItem> items) =>
        [
            .. items
                .Select(static item => item.Subject)
                .OfType<Pending>()
                .SelectMany(PendingGroup.Of)
                .Distinct()
                .Select(static group => group.Look()),
        ];

    private List<IHandlerQueue> OpenQueues()
    {
        lock (_lastTurnGate)
        {
            return [.. (_lastTurn ?? []).OfType<IHandlerQueue>()];
        }
    }
}
