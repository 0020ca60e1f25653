namespace CallerReactive;

/// <summary>
/// A pending that ends as a task does. Cancelling it ends it at once and leaves the task alone. A task that goes on for long must not collect what once waited for it, so this hangs on
/// its task only while somebody holds it: the combinators that listen, and for good whoever was given it before its end.
/// </summary>
/// <param name="task">What to follow.</param>
/// <param name="loop">Whose it is.</param>
/// <param name="valueOf">The value of the task when it has succeeded.</param>
#pragma warning disable CA1001 // The token source has no timer, and what hangs on it goes when it fires or the task ends.
internal sealed class TaskPending<T>(Task task, Loop loop, Func<Task, T> valueOf) : Pending<T>(PendingState.Running, loop)
#pragma warning restore CA1001
{
    private readonly object _gate = new();
    private CancellationTokenSource? _leave;
    private int _holders;
    private bool _handedOut;

    // Whoever ends the task ends it.
    internal override Loop? CompletedBy => null;

    /// <summary>Ends it if the task has ended.</summary>
    internal void Look()
    {
        if (task.IsCompleted)
        {
            Settle();
        }
    }

    /// <summary>From now on it ends when the task does. Each holder lets it go once.</summary>
    internal void Hold()
    {
        CancellationTokenSource leave;
        lock (_gate)
        {
            if (_holders++ > 0 || IsDone)
            {
                return;
            }

            _leave = leave = new CancellationTokenSource();
        }

        task.ContinueWith(
            static (_, pending) => ((TaskPending<T>)pending!).Settle(),
            this,
            leave.Token,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default
        );
        if (IsDone)
        {
            leave.Cancel(); // cancelled in between, by somebody else who has it
        }
    }

    internal void LetGo()
    {
        CancellationTokenSource? leave;
        lock (_gate)
        {
            if (--_holders > 0)
            {
                return;
            }

            (leave, _leave) = (_leave, null);
        }

        leave?.Cancel();
    }

    /// <summary>Somebody gets it before its end: from now on they may wait for it in any way.</summary>
    internal void HandOut()
    {
        lock (_gate)
        {
            if (_handedOut)
            {
                return;
            }

            _handedOut = true;
        }

        Hold();
    }

    internal override void Run(Loop loop) => throw new System.Diagnostics.UnreachableException("A task has nothing to run here.");

    private protected override bool CanBeAsked_NeedsLock() => false;

    private protected override void OnFinished()
    {
        CancellationTokenSource? leave;
        lock (_gate)
        {
            (leave, _leave) = (_leave, null);
        }

        leave?.Cancel();
    }

    private void Settle()
    {
        switch (task.Status)
        {
            case TaskStatus.RanToCompletion:
                SettleValue(valueOf(task));
                break;
            case TaskStatus.Faulted:
                SettleFault(task.Exception!.InnerException!);
                break;
            default:
                SettleFault(CancelledTask.CauseOf(task));
                break;
        }
    }
}
