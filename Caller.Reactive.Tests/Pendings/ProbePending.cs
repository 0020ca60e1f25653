namespace CallerReactive.Tests.Pendings;

/// <summary>A pending in any state that one likes, transient ones included.</summary>
internal sealed class ProbePending(PendingState state) : Pending<int>(state, null)
{
    public int Asked { get; private set; }

    internal override void Run(Loop loop) => throw new NotSupportedException();

    private protected override void AskToEnd(PendingDetails details) => Asked++;
}
