namespace CallerReactive;

/// <summary>
/// How tasks that stand for pendings are completed. Usually their continuations leave for the thread pool, so that nothing foreign runs on the loop.
/// In virtual time that would break the run; there they are completed on the spot with no context current, so that what wants a context is
/// posted to it and what wants none goes on here.
/// </summary>
internal static class BareCompletion
{
    internal static TaskCreationOptions OptionsFor(Loop? loop) =>
        (loop ?? Loop.Running) is { IsVirtual: true } ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    internal static Scope Enter(Task task)
    {
        if ((task.CreationOptions & TaskCreationOptions.RunContinuationsAsynchronously) != 0)
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
