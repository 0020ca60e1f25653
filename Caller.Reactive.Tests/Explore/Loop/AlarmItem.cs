namespace CallerReactive.Tests.Explore.LoopProperties;

internal sealed class AlarmItem(Action? action) : TimedItem
{
    internal override void Run(Loop loop) => action?.Invoke();
}
