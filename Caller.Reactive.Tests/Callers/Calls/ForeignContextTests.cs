namespace CallerReactive.Tests.Callers.Calls;

/// <summary>Functions that replace the ambient context and return a task, without being async themselves.</summary>
public sealed class ForeignContextTests
{
    [Test]
    public async Task ACall_ThatLeavesADeadContextBehind_StillEnds()
    {
        await using var caller = Caller.StartNew();
        var source = new TaskCompletionSource<int>();
        var call = caller.CallSoon(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            return source.Task;
        });
        await caller.CallSoon(() => { }).InTime();
        source.SetResult(3);
        Assert.That(await call.InTime(), Is.EqualTo(3));
    }

    [Test]
    public async Task ADirectCall_ThatLeavesADeadContextBehind_ReleasesTheLoop()
    {
        await using var caller = Caller.StartNew();
        var source = new TaskCompletionSource();
        caller.CallDirect(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            return source.Task;
        });
        var next = caller.CallSoon(() => 4);
        caller.SynchronizationContext.Post(_ => source.SetResult(), null);
        Assert.That(await next.InTime(), Is.EqualTo(4));
    }

    [Test]
    public async Task ACall_AbandonedBeforeItReturnsItsTask_IsNotKept()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.Zero });
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var call = caller.CallSoon(() =>
        {
            begun.Set();
            gate.Block();
            return new TaskCompletionSource().Task;
        });
        begun.Block();
        caller.Stop();
        await caller.Stopped.InTime();
        gate.Set();

        Assert.That(caller.Thread!.Join(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That((call.Status, caller.Loop.Calls.Count), Is.EqualTo((PendingStatus.Cancelled, 0)));
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) { }
    }
}
