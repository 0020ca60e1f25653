using System.Diagnostics;
using System.Reactive;

namespace CallerReactive;

/// <summary>A function that returns a task without a value, with the state that it would otherwise capture.</summary>
internal sealed class StateTaskCall<TState>(TState state, Delegate func) : AsyncCall<Unit>
{
    private TState _state = state;
    private Delegate? _func = func;

    internal override object? Label => _func;

    private protected override Task Start() =>
        _func switch
        {
            Func<TState, Task> func => func(_state),
            Func<TState, ValueTask> func => func(_state).AsTask(),
            _ => throw new UnreachableException("The overloads of the calls admit no other shape."),
        };

    private protected override Unit ValueOf(Task task) => Unit.Default;

    private protected override void OnFinished()
    {
        (_state, _func) = (default!, null);
        base.OnFinished();
    }
}
