using System.Reactive;

namespace CallerReactive;

/// <summary>An action with the state that it would otherwise capture.</summary>
internal sealed class StateActionCall<TState>(TState state, Action<TState> action) : SyncCall<Unit>
{
    private TState _state = state;
    private Action<TState>? _action = action;

    internal override object? Label => _action;

    private protected override Unit Execute()
    {
        _action!(_state);
        return Unit.Default;
    }

    private protected override void OnFinished()
    {
        (_state, _action) = (default!, null);
        base.OnFinished();
    }
}
