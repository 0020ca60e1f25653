namespace CallerReactive;

/// <summary>Runs inside the loop: no pending, no AsyncLocals, errors reported.</summary>
internal sealed class DirectActionCall(Action action) : WorkItem
{
    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.DirectCall;

    internal override object? Label => action;

    internal override void Run(Loop loop) => action();
}
