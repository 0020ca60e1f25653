using System.Reactive;
using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Runs a function on the caller's thread, in the order of its queue, with another ambient machinery: see <see cref="CallerBackend"/>. What the function throws is the outcome; an <see cref="OperationCanceledException"/> makes it cancelled. The execution context (AsyncLocals) of this call flows
    /// into the function, as a copy. Call it when the caller has stopped and the pending is cancelled already.
    /// </summary>
    /// <param name="backend">What the function sees as ambient.</param>
    /// <param name="func">What to run.</param>
    /// <param name="cancellationToken">Cancels the pending when it fires.</param>
    /// <returns>The future outcome. It joins the groups and managers that are active here.</returns>
    /// <exception cref="ArgumentNullException">The backend or the function is null.</exception>
    public Pending<Unit> CallUsingBackend(CallerBackend backend, Action func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new ActionCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The pending gets what the function returns.</remarks>
    public Pending<T> CallUsingBackend<T>(CallerBackend backend, Func<T> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new FuncCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallUsingBackend(CallerBackend backend, Func<Task> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallUsingBackend<T>(CallerBackend backend, Func<Task<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallUsingBackend(CallerBackend backend, Func<ValueTask> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallUsingBackend<T>(CallerBackend backend, Func<ValueTask<T>> func, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<Unit> CallUsingBackend(
        CallerBackend backend,
        Action<CancellationToken> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new ActionCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<T> CallUsingBackend<T>(
        CallerBackend backend,
        Func<CancellationToken, T> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new FuncCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallUsingBackend(
        CallerBackend backend,
        Func<CancellationToken, Task> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallUsingBackend<T>(
        CallerBackend backend,
        Func<CancellationToken, Task<T>> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallUsingBackend(
        CallerBackend backend,
        Func<CancellationToken, ValueTask> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskCall(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallUsingBackend<T>(
        CallerBackend backend,
        Func<CancellationToken, ValueTask<T>> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new TaskOfTCall<T>(func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<Unit> CallUsingBackend<TState>(
        CallerBackend backend,
        TState state,
        Action<TState> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new StateActionCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<T> CallUsingBackend<TState, T>(
        CallerBackend backend,
        TState state,
        Func<TState, T> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new StateCall<TState, T>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> CallUsingBackend<TState>(
        CallerBackend backend,
        TState state,
        Func<TState, Task> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new StateTaskCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> CallUsingBackend<TState, T>(
        CallerBackend backend,
        TState state,
        Func<TState, Task<T>> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new StateTaskOfTCall<TState, T>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> CallUsingBackend<TState>(
        CallerBackend backend,
        TState state,
        Func<TState, ValueTask> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new StateTaskCall<TState>(state, func), cancellationToken);
    }

    /// <inheritdoc cref="CallUsingBackend(CallerBackend, Action, CancellationToken)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> CallUsingBackend<TState, T>(
        CallerBackend backend,
        TState state,
        Func<TState, ValueTask<T>> func,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(func);
        return SubmitUsing(backend, new StateTaskOfTCall<TState, T>(state, func), cancellationToken);
    }
}
