using System.Reactive;
using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Runs a function on the caller with everything that can be said about a call: what <c>CallSoon</c>, <c>CallLater</c> and <c>CallUsingBackend</c> are short for. What the function throws is the outcome; an <see cref="OperationCanceledException"/> makes it cancelled. The execution context (AsyncLocals) of this call flows
    /// into the function, as a copy. Call it when the caller has stopped and the pending is cancelled already.
    /// </summary>
    /// <param name="func">What to run.</param>
    /// <param name="options">Delay, backend, name, tracking, token and metadata.</param>
    /// <returns>The future outcome.</returns>
    /// <exception cref="ArgumentNullException">The function or the options are null.</exception>
    public Pending<Unit> ScheduleCall(Action func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new ActionCall(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The pending gets what the function returns.</remarks>
    public Pending<T> ScheduleCall<T>(Func<T> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new FuncCall<T>(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> ScheduleCall(Func<Task> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> ScheduleCall<T>(Func<Task<T>> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The task is awaited: the pending ends when the task does.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> ScheduleCall(Func<ValueTask> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The task is awaited: the pending ends with its value.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> ScheduleCall<T>(Func<ValueTask<T>> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<Unit> ScheduleCall(Action<CancellationToken> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new ActionCall(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops.</remarks>
    public Pending<T> ScheduleCall<T>(Func<CancellationToken, T> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new FuncCall<T>(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> ScheduleCall(Func<CancellationToken, Task> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> ScheduleCall<T>(Func<CancellationToken, Task<T>> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> ScheduleCall(Func<CancellationToken, ValueTask> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskCall(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets a token that fires when the pending is cancelled or the caller stops; the task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> ScheduleCall<T>(Func<CancellationToken, ValueTask<T>> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new TaskOfTCall<T>(func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<Unit> ScheduleCall<TState>(TState state, Action<TState> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateActionCall<TState>(state, func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated.</remarks>
    public Pending<T> ScheduleCall<TState, T>(TState state, Func<TState, T> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateCall<TState, T>(state, func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<Unit> ScheduleCall<TState>(TState state, Func<TState, Task> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskCall<TState>(state, func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(2)]
    public Pending<T> ScheduleCall<TState, T>(TState state, Func<TState, Task<T>> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskOfTCall<TState, T>(state, func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<Unit> ScheduleCall<TState>(TState state, Func<TState, ValueTask> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskCall<TState>(state, func), options);
    }

    /// <inheritdoc cref="ScheduleCall(Action, CallOptions)"/>
    /// <remarks>The function gets the state that it would otherwise capture: no closure is allocated. The task is awaited.</remarks>
    [OverloadResolutionPriority(1)]
    public Pending<T> ScheduleCall<TState, T>(TState state, Func<TState, ValueTask<T>> func, CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(func);
        return Submit(new StateTaskOfTCall<TState, T>(state, func), options);
    }
}
