namespace CallerReactive;

/// <summary>A call whose function returns a task: it is over when the task is.</summary>
internal abstract class AsyncCall<T> : Call<T>
{
    private Task? _task;

    public sealed override void Invoke()
    {
        var context = SynchronizationContext.Current;
        var loop = Loop!;
        var outer = loop.CallOnStack;
        loop.CallOnStack = this;
        FlowAsCurrent();
        Task? task;
        try
        {
            task =
                Start()
                ?? throw new InvalidOperationException(
                    $"The function of {DisplayName} returned a null task. Return a task, or use a function that returns nothing."
                );
        }
        catch (Exception e)
        {
            loop.CallOnStack = outer;
            SettleFault(e);
            return;
        }

        loop.CallOnStack = outer;
        if (task.IsCompleted)
        {
            Settle(task);
            return;
        }

        _task = task;
        loop.Calls.Add(this);
        if (IsDone && loop.Calls.Remove(this))
        {
            // Abandoned while its function was on the stack. Whoever did that may have looked before we were in there; nobody waits for us.
            loop.Owner.OnCallEnded();
        }

        if (!ReferenceEquals(SynchronizationContext.Current, context))
        {
            // A function that is not async itself can leave another context behind, which may never run anything.
            SynchronizationContext.SetSynchronizationContext(context);
        }

        // Captures the context that is current: the end is told on the loop, and inline when the task ends there. A backend's context may belong to somebody
        // who drops what is posted; the end of a call must not depend on that.
        if (context is null or LoopSynchronizationContext)
        {
            task.GetAwaiter().UnsafeOnCompleted(OnTaskEnded);
            return;
        }

        SynchronizationContext.SetSynchronizationContext(((Caller)loop.Owner).SynchronizationContext);
        task.GetAwaiter().UnsafeOnCompleted(OnTaskEnded);
        SynchronizationContext.SetSynchronizationContext(context);
    }

    private protected abstract Task Start();

    private protected abstract T ValueOf(Task task);

    private void OnTaskEnded()
    {
        Settle(_task!);
        _task = null;
        if (Loop!.Calls.Remove(this))
        {
            Loop.Owner.OnCallEnded();
        }
    }

    private void Settle(Task task)
    {
        switch (task.Status)
        {
            case TaskStatus.RanToCompletion:
                SettleAlone(ValueOf(task));
                break;
            case TaskStatus.Faulted:
                SettleFault(task.Exception!.InnerException!);
                break;
            default:
                SettleCancelled(CancelledTask.CauseOf(task));
                break;
        }
    }
}
