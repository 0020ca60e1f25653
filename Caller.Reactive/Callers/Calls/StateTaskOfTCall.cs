using System.Diagnostics;

namespace CallerReactive;

/// <summary>A function that returns a task with a value, with the state that it would otherwise capture.</summary>
internal sealed class StateTaskOfTCall<TState, T>(TState state, Delegate func) : AsyncCall<T>
{
    private TState _state = state;
    private Delegate? _func = func;

    internal override object? Label => _func;

    private protected override Task Start() =>
        _func switch
        {
            Func<TState, Task<T>> func => func(_state),
            Func<TState, ValueTask<T>> func => func(_state).AsTask(),
            _ => throw new UnreachableException("The overloads of the calls admit no other shape."),
        };

    private protected override T ValueOf(Task task) => ((Task<T>)task).GetAwaiter().GetResult();

    private protected override void OnFinished()
    {
        (_state, _func) = (default!, null);
        base.OnFinished();
    }
}
