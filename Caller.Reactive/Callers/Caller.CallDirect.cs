using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Runs a function inside the loop itself, in the order of the queue, never inside this call: no pending, no AsyncLocals, no current pending. For what is
    /// known to be quick. What it throws goes to <see cref="UnhandledException"/> and the loop goes on. Once the caller has stopped it does nothing.
    /// </summary>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public void CallDirect(Action func)
    {
        ArgumentNullException.ThrowIfNull(func);
        SubmitDirect(new DirectActionCall(func));
    }

    /// <summary>
    /// The same with an asynchronous function: until its task ends, the loop runs nothing but continuations and timer callbacks of what runs already. A function that
    /// awaits something which the same caller would have to dispatch waits for ever.
    /// </summary>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    [OverloadResolutionPriority(2)]
    public void CallDirect(Func<Task> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        SubmitDirect(new DirectTaskCall(func));
    }

    /// <summary>The same as <see cref="CallDirect(Action)"/> with the state that the function would otherwise capture.</summary>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public void CallDirect<TState>(TState state, Action<TState> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        SubmitDirect(new DirectStateCall<TState>(state, func));
    }

    /// <inheritdoc cref="CallDirect(Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public void CallDirect(Func<ValueTask> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        SubmitDirect(new DirectTaskCall(() => func().AsTask()));
    }

    /// <inheritdoc cref="CallDirect(Func{Task})"/>
    /// <remarks>With the state that the function would otherwise capture.</remarks>
    [OverloadResolutionPriority(2)]
    public void CallDirect<TState>(TState state, Func<TState, Task> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        SubmitDirect(new DirectTaskCall(() => func(state)));
    }

    /// <inheritdoc cref="CallDirect(Func{Task})"/>
    /// <remarks>With the state that the function would otherwise capture.</remarks>
    [OverloadResolutionPriority(1)]
    public void CallDirect<TState>(TState state, Func<TState, ValueTask> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        SubmitDirect(new DirectTaskCall(() => func(state).AsTask()));
    }

    private void SubmitDirect(WorkItem call)
    {
        if (!_loop.Enqueue(call))
        {
            Log.DirectCallDropped(_log, Name);
        }
    }
}
