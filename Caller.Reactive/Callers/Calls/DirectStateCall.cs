namespace CallerReactive;

/// <summary>The same with state.</summary>
internal sealed class DirectStateCall<TState>(TState state, Action<TState> action) : WorkItem
{
    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.DirectCall;

    internal override object? Label => action;

    internal override void Run(Loop loop) => action(state);
}
