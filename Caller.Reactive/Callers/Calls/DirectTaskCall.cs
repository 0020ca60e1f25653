namespace CallerReactive;

/// <summary>An asynchronous function that the loop awaits before it dispatches anything else; continuations still run.</summary>
internal sealed class DirectTaskCall(Func<Task> func) : WorkItem
{
    private Task? _task;
    private Loop? _loop;

    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.DirectCall;

    public override string ToString() => "a direct call";

    internal override void Run(Loop loop)
    {
        var context = SynchronizationContext.Current;
        _task = func() ?? throw new InvalidOperationException("The function given to CallDirect returned a null task.");
        if (_task.IsCompleted)
        {
            _task.GetAwaiter().GetResult();
            return;
        }

        _loop = loop;
        loop.Hold();
        loop.Calls.Add(this);
        SynchronizationContext.SetSynchronizationContext(context); // the function may have left another one, which may never run anything
        _task.GetAwaiter().UnsafeOnCompleted(OnEnded);
    }

    private void OnEnded()
    {
        var loop = _loop!;
        if (loop.IsExecuting)
        {
            Conclude();
        }
        else
        {
            loop.Post(static call => ((DirectTaskCall)call!).Conclude(), this);
        }
    }

    private void Conclude()
    {
        var loop = _loop!;
        if (loop.Calls.Remove(this))
        {
            loop.Release();
            loop.Owner.OnCallEnded();
        }

        if (!_task!.IsCompletedSuccessfully)
        {
            loop.Owner.Report(ErrorOf(_task), CallerExceptionOrigin.DirectCall);
        }
    }

    private static Exception ErrorOf(Task task) => task.Exception?.InnerException ?? CancelledTask.CauseOf(task);
}
