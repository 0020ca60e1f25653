namespace CallerReactive;

/// <summary>
/// One running function of <c>SelectOn</c>. It stands among the caller's calls, so a stop waits for it, and abandons it by name. Its end takes a place in the queue as an element does:
/// who ends the function may be anybody's code, and must neither run the observer nor get what it throws.
/// </summary>
internal sealed class SelectOnRun<TResult>(Loop loop, Task<TResult> task, Action<Task<TResult>> onEnded) : WorkItem
{
    internal void Begin()
    {
        loop.Calls.Add(this);
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(InPlace.Context);
        try
        {
            task.GetAwaiter().UnsafeOnCompleted(OnTaskEnded);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public override string ToString() => "a function of SelectOn";

    internal override CallerItemKind Kind => CallerItemKind.Observer;

    /// <summary>As an element: a stop waits for the function, so it waits for this.</summary>
    internal override bool SurvivesStop => true;

    internal override void Run(Loop loop)
    {
        try
        {
            onEnded(task);
        }
        finally
        {
            if (loop.Calls.Remove(this))
            {
                loop.Owner.OnCallEnded();
            }
        }
    }

    /// <summary>The loop has given up on it and has told the observer; what is left is to forget it.</summary>
    internal override void Orphan() => loop.RunElsewhere(static run => ((SelectOnRun<TResult>)run!).RunAfterEnd(), this);

    private void OnTaskEnded()
    {
        if (!loop.Enqueue(this))
        {
            Orphan();
        }
    }

    private void RunAfterEnd() => Run(loop);

    /// <summary>
    /// Runs a continuation on the thread that ends the task: ours only queues. In the loop's own context it would take a turn before it could queue, and results would change places;
    /// in none it might go over the thread pool, which virtual time does not wait for.
    /// </summary>
    private sealed class InPlace : SynchronizationContext
    {
        internal static readonly InPlace Context = new();

        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
