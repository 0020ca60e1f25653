namespace CallerReactive.Tests.Explore.PendingProperties;

/// <summary>A pending with a function that the property plays, as a call's is played by its loop.</summary>
internal sealed class FunctionPending() : Pending<int>(PendingState.Queued, null)
{
    internal override void Run(Loop loop) => throw new NotSupportedException();
}
