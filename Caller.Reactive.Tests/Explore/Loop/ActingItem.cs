namespace CallerReactive.Tests.Explore.LoopProperties;

internal sealed class ActingItem(Action action) : WorkItem
{
    internal override void Run(Loop loop) => action();
}
