using System.Reactive;

namespace CallerReactive;

/// <summary>Pendings that end as a task does, on the thread that ends the task.</summary>
internal static class TaskPending
{
    internal static Pending<T> Of<T>(Task<T> task, Loop loop)
    {
        var pending = new TaskPending<T>(task, loop, static task => ((Task<T>)task).GetAwaiter().GetResult());
        pending.Look();
        return pending;
    }

    /// <param name="task">What to follow; it is kept in the metadata, by which whoever gets the pending finds it again.</param>
    /// <param name="loop">Whose the pending is.</param>
    internal static Pending<Unit> Of(Task task, Loop loop)
    {
        var pending = new TaskPending<Unit>(task, loop, static _ => Unit.Default);
        pending.Details.Metadata = new Dictionary<string, object?> { ["task"] = task };
        pending.Look();
        return pending;
    }
}
