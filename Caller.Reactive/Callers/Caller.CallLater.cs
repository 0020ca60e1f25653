using System.Reactive;
using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Runs a function on the caller after a delay, counted from this call by the caller's clock, also if the caller has yet to start. Never early; equal due times run in
    /// the order of these calls. A delay of zero or less takes its place in the queue as <c>CallSoon</c> does. Cancelled while it waits, it leaves the timers
    /// at once. What the function throws is the outcome; an <see cref="OperationCanceledException"/> makes it cancelled. The execution context (AsyncLocals) of this call flows
    /// into the function, as a copy. Call it when the caller has stopped and the pending is cancelled already.
    /// </summary>
    /// <param name="delay">How long to wait; any <see cref="TimeSpan"/>.</param>
    /// <param name="func">What to run.</param>
    /// <param name="cancellationToken">Cancels the pending when it fires.</param>
    /// <returns>The future outcome. It joins the groups and managers that are active here.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public Pending<Unit> CallLater(TimeSpan delay, Action func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new ActionCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The pending gets what the function returns.</remarks>
    public Pending<T> CallLater<T>(TimeSpan delay, Func<T> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new FuncCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallLater(TimeSpan delay, Func<Task> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallLater<T>(TimeSpan delay, Func<Task<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallLater(TimeSpan delay, Func<ValueTask> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallLater<T>(TimeSpan delay, Func<ValueTask<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<Unit> CallLater(TimeSpan delay, Action<CancellationToken> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new ActionCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<T> CallLater<T>(TimeSpan delay, Func<CancellationToken, T> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new FuncCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallLater(TimeSpan delay, Func<CancellationToken, Task> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallLater<T>(TimeSpan delay, Func<CancellationToken, Task<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallLater(TimeSpan delay, Func<CancellationToken, ValueTask> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallLater<T>(
        TimeSpan delay,
        Func<CancellationToken, ValueTask<T>> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<Unit> CallLater<TState>(TimeSpan delay, TState state, Action<TState> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new StateActionCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<T> CallLater<TState, T>(
        TimeSpan delay,
        TState state,
        Func<TState, T> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new StateCall<TState, T>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallLater<TState>(
        TimeSpan delay,
        TState state,
        Func<TState, Task> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new StateTaskCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallLater<TState, T>(
        TimeSpan delay,
        TState state,
        Func<TState, Task<T>> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new StateTaskOfTCall<TState, T>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallLater<TState>(
        TimeSpan delay,
        TState state,
        Func<TState, ValueTask> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new StateTaskCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallLater<TState, T>(
        TimeSpan delay,
        TState state,
        Func<TState, ValueTask<T>> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitLater(delay, new StateTaskOfTCall<TState, T>(state, func), cancellationToken);
    }
}
