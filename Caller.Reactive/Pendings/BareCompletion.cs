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
