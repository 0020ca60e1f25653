namespace CallerReactive;

/// <summary>An await: resumes on the context where it was awaited, never inline on the thread that ends the pending.</summary>
/// <param name="continuation">What to run.</param>
/// <param name="target">A <see cref="Loop"/>, a <see cref="SynchronizationContext"/>, a <see cref="TaskScheduler"/>, or null for the thread pool.</param>
internal sealed class AwaitListener(Action continuation, object? target) : PendingListener
{
    internal static readonly SendOrPostCallback RunContinuation = static continuation => ((Action)continuation!)();

    /// <summary>Where an await on this thread has to come back to.</summary>
    internal static object? CurrentTarget()
    {
        var context = SynchronizationContext.Current;
        if (context is LoopSynchronizationContext own)
        {
            return own.Loop;
        }

        if (context is not null && context.GetType() != typeof(SynchronizationContext))
        {
            return context;
        }

        if (!ReferenceEquals(TaskScheduler.Current, TaskScheduler.Default))
        {
            return TaskScheduler.Current;
        }

        // In virtual time the thread pool is no place to go on: the run would be over before it came back.
        return Loop.Running is { IsVirtual: true } here ? here : null;
    }

    internal static void Resume(Action continuation, object? target)
    {
        switch (target)
        {
            case Loop loop:
                loop.Post(RunContinuation, continuation);
                break;
            case SynchronizationContext context:
                context.Post(RunContinuation, continuation);
                break;
            case TaskScheduler scheduler:
                Task.Factory.StartNew(continuation, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                break;
            default:
                ThreadPool.UnsafeQueueUserWorkItem(static continuation => continuation(), continuation, preferLocal: false);
                break;
        }
    }

    internal override void OnDone(Pending pending) => Resume(continuation, target);
}
