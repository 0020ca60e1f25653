using System.Runtime.CompilerServices;

namespace CallerReactive;

/// <summary>
/// What <c>await pending</c> uses. It resumes where it was awaited: on the caller whose code awaits, on another <see cref="SynchronizationContext"/> or
/// <see cref="TaskScheduler"/>, or on the thread pool where there is none (in virtual time: on the caller that runs). Never inline on the thread that ended the pending.
/// </summary>
public readonly struct PendingAwaiter<T> : ICriticalNotifyCompletion
{
    private readonly Pending<T> _pending;

    private readonly Loop? _home;

    /// <param name="pending">What is awaited.</param>
    /// <param name="home">Where to resume; null: where it is awaited.</param>
    internal PendingAwaiter(Pending<T> pending, Loop? home = null) => (_pending, _home) = (pending, home);

    /// <summary>True when there is nothing to wait for.</summary>
    public bool IsCompleted => _pending.IsDone && _home is not { IsExecuting: false };

    /// <summary>The value, or throws what the pending ended with. Never blocks.</summary>
    /// <exception cref="InvalidOperationException">It is the pending of the very call that awaits it.</exception>
    /// <exception cref="PendingNotDoneException">It is not done: call it only after <see cref="OnCompleted"/> has called back.</exception>
    public T GetResult() =>
        _pending.IsDone ? _pending.Outcome()
        : _pending.IsEndOfLoop ? throw new PendingCancelledException("A call that awaits the end of its own caller ends with the stop.")
        : ReferenceEquals(_pending, Pending.Current)
            ? throw new InvalidOperationException($"A call that awaits itself would never end: {_pending}.")
        : _pending.Result;

    /// <summary>Calls back once it is done, with the execution context of now.</summary>
    public void OnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        var context = ExecutionContext.Capture();
        UnsafeOnCompleted(
            context is null ? continuation : () => ExecutionContext.Run(context, static action => ((Action)action!)(), continuation)
        );
    }

    /// <summary>Calls back once it is done, without the execution context: the compiler's state machine brings its own.</summary>
    public void UnsafeOnCompleted(Action continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        var target = _home ?? AwaitListener.CurrentTarget();
        if (_pending.IsEndOfLoop && Pending.Current is { IsDone: false, Loop: { } here } own && _pending.Loop!.Owner.EndsAfter(here.Owner))
        {
            // It would wait for itself. As in the original it ends with its own cancellation, which the stop brings (row LC20).
            new OwnEndListener(continuation, target, _pending).Begin(own);
            return;
        }

        if (_pending.State == PendingState.Running && ReferenceEquals(_pending, Pending.Current))
        {
            // For GetResult to say so: an exception from here would reach nobody but the thread pool.
            AwaitListener.Resume(continuation, target);
            return;
        }

        var waits = target is Loop loop
            ? _pending.TryAddAwait(continuation, loop)
            : _pending.TryAddListener(new AwaitListener(continuation, target));
        if (!waits)
        {
            // It ended between IsCompleted and here. Inline would be safe for the loop but not for the stack of whoever awaits in a long cycle.
            AwaitListener.Resume(continuation, target);
        }
    }
}
