using System.Reactive;
using System.Reactive.Disposables;

namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// Subscribes now and gives the last value when the source completes, as <c>await</c> on an observable does. The pending ends on the caller, in the order of its queue.
    /// Cancelling it disposes the subscription. It is cancelled when the caller begins to stop; made during a stop, on the caller's last turn.
    /// </summary>
    /// <returns>The last value; a failure with the source's error; a failure with <see cref="InvalidOperationException"/> when the source has no value.</returns>
    /// <exception cref="ArgumentNullException">The source or the caller is null.</exception>
    public static Pending<T> ToPending<T>(this IObservable<T> source, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(caller);
        var pending = new SourcePending<T>(caller.Loop, endsOnLoop: true);
        var subscription = new SingleAssignmentDisposable();
        pending.OnDone(_ => subscription.Dispose());
        EndWith(caller, pending, atStop: true);
        subscription.Disposable = source.SubscribeSafe(new LastValueObserver<T>(caller.Loop, pending));
        return pending;
    }

    /// <summary>
    /// The outcome of a task as a pending that ends on the caller, in the order of its queue. Cancelling the pending ends it at once and leaves the task alone. If the task has
    /// not ended by the caller's last turn, the pending is cancelled then.
    /// </summary>
    /// <exception cref="ArgumentNullException">The task or the caller is null.</exception>
    public static Pending<T> ToPending<T>(this Task<T> task, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Bound(Follow(task, caller, static task => ((Task<T>)task).GetAwaiter().GetResult()), caller);
    }

    /// <summary>The same for a task without a value.</summary>
    /// <exception cref="ArgumentNullException">The task or the caller is null.</exception>
    public static Pending<Unit> ToPending(this Task task, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Bound(Follow(task, caller, static _ => Unit.Default), caller);
    }

    private static SourcePending<T> Bound<T>(SourcePending<T> pending, Caller caller)
    {
        EndWith(caller, pending, atStop: false);
        return pending;
    }

    /// <summary>No pending outlives its caller. What is awaited in a call must not hold the stop up, so it ends when the stop begins, unless it belongs to the shutdown.</summary>
    private static void EndWith<T>(Caller caller, SourcePending<T> pending, bool atStop)
    {
        if (atStop && caller.State < CallerState.Stopping)
        {
            var link = caller.Stopping.OnDone(_ => pending.Cancel($"The caller '{caller.Name}' is stopping."));
            pending.OnDone(_ => link.Dispose());
            return;
        }

        var participant = new EndOfPending<T>(pending, caller.Name);
        if (caller.AddLastTurn(participant))
        {
            pending.OnDone(_ => caller.RemoveLastTurn(participant));
        }
        else
        {
            participant.OnLastTurn();
        }
    }

    private static SourcePending<T> Follow<T>(Task task, Caller caller, Func<Task, T> valueOf)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var pending = new SourcePending<T>(caller.Loop, endsOnLoop: true);

        // The task's thread only posts. A pending that has ended before leaves the task.
        var leave = new CancellationTokenSource();
        task.ContinueWith(
            task => SettleOn(caller.Loop, () => Settle(pending, task, valueOf)),
            leave.Token,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach,
            TaskScheduler.Default
        );
        pending.OnDone(_ => leave.Cancel());
        return pending;
    }

    private static void Settle<T>(SourcePending<T> pending, Task task, Func<Task, T> valueOf)
    {
        switch (task.Status)
        {
            case TaskStatus.RanToCompletion:
                pending.SettleValue(valueOf(task));
                break;
            case TaskStatus.Faulted:
                pending.SettleFault(task.Exception!.InnerException!);
                break;
            default:
                pending.SettleFault(CancelledTask.CauseOf(task));
                break;
        }
    }

    private static void SettleOn(Loop loop, Action settle) => loop.Post(static settle => ((Action)settle!)(), settle);

    private sealed class EndOfPending<T>(SourcePending<T> pending, string caller) : ILastTurn
    {
        public void OnLastTurn() => pending.ForceCancelled($"The caller '{caller}' has stopped.");
    }

    private sealed class LastValueObserver<T>(Loop loop, SourcePending<T> pending) : IObserver<T>
    {
        private T? _last;
        private bool _any;

        public void OnNext(T value) => (_last, _any) = (value, true);

        public void OnError(Exception error) => SettleOn(loop, () => pending.SettleFault(error));

        public void OnCompleted() =>
            SettleOn(
                loop,
                () =>
                {
                    if (_any)
                    {
                        pending.SettleValue(_last!);
                    }
                    else
                    {
                        pending.SettleFault(new InvalidOperationException("The sequence completed without a value."));
                    }
                }
            );
    }
}
