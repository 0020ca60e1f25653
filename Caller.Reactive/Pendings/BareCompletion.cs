using System.Threading.Tasks.Sources;

namespace CallerReactive;

/// <summary>
/// How the tasks that the library hands out are completed. Usually their continuations leave for the thread pool, so that nothing foreign runs on the loop.
/// In virtual time that would break the run; there they are completed on the spot with no context current, so that what wants a context is
/// posted to it and what wants none goes on here.
/// </summary>
internal static class BareCompletion
{
    /// <summary>Whether what wants no context leaves for the thread pool.</summary>
    internal static bool Leaves(Loop? loop) => (loop ?? Loop.Running) is not { IsVirtual: true };

    internal static TaskCreationOptions OptionsFor(Loop? loop) =>
        Leaves(loop) ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;

    internal static Scope Enter(Task task) => Enter((task.CreationOptions & TaskCreationOptions.RunContinuationsAsynchronously) != 0);

    internal static Scope Enter(bool leaves)
    {
        if (leaves)
        {
            return default;
        }

        var scope = new Scope(SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(null);
        return scope;
    }

    /// <summary>Of an enumerator, what its MoveNextAsync waits for: once for each wait, outside its lock.</summary>
    internal static void Answer(ref ManualResetValueTaskSourceCore<bool> next, bool moved, Exception? error)
    {
        using (Enter(next.RunContinuationsAsynchronously))
        {
            if (error is null)
            {
                next.SetResult(moved);
            }
            else
            {
                next.SetException(error);
            }
        }
    }

    /// <summary>
    /// A task that an <c>async</c> method of the library ends on the context of a virtual caller is ended once more, bare. It costs who wants the context a hop over it.
    /// </summary>
    internal static Task<T> Of<T>(Task<T> task, Loop loop)
    {
        if (Leaves(loop) || task.IsCompleted)
        {
            return task;
        }

        var bare = new TaskCompletionSource<T>();
        task.ContinueWith(
            static (task, bare) =>
            {
                using (Enter(leaves: false))
                {
                    ((TaskCompletionSource<T>)bare!).TrySetFromTask(task);
                }
            },
            bare,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return bare.Task;
    }

    internal readonly struct Scope(SynchronizationContext? before) : IDisposable
    {
        public void Dispose()
        {
            if (before is not null)
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }
    }
}
