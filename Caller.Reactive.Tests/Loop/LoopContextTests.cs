namespace CallerReactive.Tests.LoopTests;

/// <summary>A loop that runs on somebody's thread leaves that thread as it was.</summary>
public sealed class LoopContextTests
{
    private static readonly AsyncLocal<string?> Local = new();

    private readonly ManualLoop _loop = new(new ManualOwner(), TimeProvider.System);

    [Test]
    public void ATurn_HasAPlainContextAndPutsBackWhatWasThere()
    {
        Local.Value = "mine";
        string? inside = "";
        _loop.On(() => inside = Local.Value);
        Assert.That((inside, Local.Value), Is.EqualTo(((string?)null, "mine")));
    }

    [Test]
    public void ATurn_WhereNothingFlows_LeavesThatToWhoeverSuppressedIt()
    {
        Local.Value = "mine";
        var flow = ExecutionContext.SuppressFlow();
        var suppressedInside = true;
        _loop.On(() => suppressedInside = ExecutionContext.IsFlowSuppressed());
        Assert.That((suppressedInside, ExecutionContext.IsFlowSuppressed(), Local.Value), Is.EqualTo((false, true, "mine")));
        flow.Undo();
        Assert.That((ExecutionContext.IsFlowSuppressed(), Local.Value), Is.EqualTo((false, "mine")));
    }

    [Test]
    public void Run_WhereNothingFlows_LeavesTheThreadAsItWas()
    {
        Local.Value = "mine";
        var flow = ExecutionContext.SuppressFlow();
        Caller.Run(static async caller => await caller.CallSoon(static () => { }));
        Assert.That(ExecutionContext.IsFlowSuppressed(), Is.True);
        flow.Undo();
        Assert.That(Local.Value, Is.EqualTo("mine"));
    }
}
