using System.Reactive;

namespace CallerReactive;

/// <summary>A pending that ends as a task does, on the thread that ends the task. Cancelling it ends it at once and leaves the task alone.</summary>
internal static class TaskPending
{
    internal static Pending<T> Of<T>(Task<T> task, Loop loop)
    {
        var pending = new SourcePending<T>(loop);
        Follow(task, pending, static (task, pending) => pending.SettleValue(((Task<T>)task).GetAwaiter().GetResult()));
        return pending;
    }

    /// <param name="task">What to follow; it is kept in the metadata, by which whoever gets the pending finds it again.</param>
    /// <param name="loop">Whose the pending is.</param>
    internal static Pending<Unit> Of(Task task, Loop loop)
    {
        var pending = new SourcePending<Unit>(loop);
        pending.Details.Metadata = new Dictionary<string, object?> { ["task"] = task };
        Follow(task, pending, static (_, pending) => pending.SettleValue(Unit.Default));
        return pending;
    }

    private static void Follow<T>(Task task, SourcePending<T> pending, Action<Task, SourcePending<T>> succeed)
    {
        if (task.IsCompleted)
        {
            Settle(task, pending, succeed);
            return;
        }

        task.ContinueWith(
            task => Settle(task, pending, succeed),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default
        );
    }

    private static void Settle<T>(Task task, SourcePending<T> pending, Action<Task, SourcePending<T>> succeed)
    {
        switch (task.Status)
        {
            case TaskStatus.RanToCompletion:
                succeed(task, pending);
                break;
            case TaskStatus.Faulted:
                pending.SettleFault(task.Exception!.InnerException!);
                break;
            default:
                pending.SettleFault(CancelledTask.CauseOf(task));
                break;
        }
    }
}
