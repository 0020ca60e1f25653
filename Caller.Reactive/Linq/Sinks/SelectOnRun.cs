namespace CallerReactive;

/// <summary>One running function of <c>SelectOn</c>. It stands among the caller's calls, so a stop waits for it, and abandons it by name.</summary>
internal sealed class SelectOnRun<TResult>(Loop loop, Task<TResult> task, Action<Task<TResult>> onEnded) : WorkItem
{
    internal void Begin()
    {
        loop.Calls.Add(this);
        task.GetAwaiter().UnsafeOnCompleted(OnTaskEnded);
    }

    public override string ToString() => "a function of SelectOn";

    internal override CallerItemKind Kind => CallerItemKind.Observer;

    internal override void Run(Loop loop) => End();

    private void OnTaskEnded()
    {
        if (loop.IsExecuting)
        {
            End();
        }
        else
        {
            // No context was there to bring it home (the bare backend).
            loop.Post(static run => ((SelectOnRun<TResult>)run!).End(), this);
        }
    }

    private void End()
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
}
