namespace CallerReactive;

/// <summary>A function with the state that it would otherwise capture.</summary>
internal sealed class StateCall<TState, T>(TState state, Func<TState, T> func) : SyncCall<T>
{
    private TState _state = state;
    private Func<TState, T>? _func = func;

    internal override object? Label => _func;

    private protected override T Execute() => _func!(_state);

    private protected override void OnFinished()
    {
        (_state, _func) = (default!, null);
        base.OnFinished();
    }
}
