using System.Reactive;
using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Runs a function on the caller: in the order of its queue, never inside this call, also when made on the caller itself. Code after an <c>await</c> in it comes
    /// back to the caller. What the function throws is the outcome; an <see cref="OperationCanceledException"/> makes it cancelled. The execution context (AsyncLocals) of this call flows
    /// into the function, as a copy. Call it when the caller has stopped and the pending is cancelled already.
    /// </summary>
    /// <param name="func">What to run.</param>
    /// <param name="cancellationToken">Cancels the pending when it fires.</param>
    /// <returns>The future outcome. It joins the groups and managers that are active here.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public Pending<Unit> CallSoon(Action func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new ActionCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The pending gets what the function returns.</remarks>
    public Pending<T> CallSoon<T>(Func<T> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new FuncCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallSoon(Func<Task> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallSoon<T>(Func<Task<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallSoon(Func<ValueTask> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallSoon<T>(Func<ValueTask<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<Unit> CallSoon(Action<CancellationToken> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new ActionCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<T> CallSoon<T>(Func<CancellationToken, T> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new FuncCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallSoon(Func<CancellationToken, Task> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallSoon<T>(Func<CancellationToken, Task<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallSoon(Func<CancellationToken, ValueTask> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallSoon<T>(Func<CancellationToken, ValueTask<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<Unit> CallSoon<TState>(TState state, Action<TState> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateActionCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<T> CallSoon<TState, T>(TState state, Func<TState, T> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateCall<TState, T>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallSoon<TState>(TState state, Func<TState, Task> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallSoon<TState, T>(TState state, Func<TState, Task<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskOfTCall<TState, T>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallSoon<TState>(TState state, Func<TState, ValueTask> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallSoon(Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallSoon<TState, T>(TState state, Func<TState, ValueTask<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskOfTCall<TState, T>(state, func), cancellationToken);
    }
}
