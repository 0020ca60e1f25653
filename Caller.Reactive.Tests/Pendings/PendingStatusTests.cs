namespace CallerReactive.Tests.Pendings;

/// <summary>What a call does while it has each status that is not an end.</summary>
public sealed class PendingStatusTests
{
    [Test]
    public async Task Queued_BehindOthers_ForItsDelay_OrForAWorker()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 1 });
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var runs = caller.CallSoon(() =>
        {
            begun.SetResult();
            gate.Block();
        });
        var onWorker = caller.ToThread(gate.Block);
        var behind = caller.CallSoon(static () => { });
        var delayed = caller.CallLater(TimeSpan.FromDays(1), static () => { });
        var second = caller.ToThread(static () => { });
        await begun.Task.InTime();

        Pending[] waiting = [behind, delayed, second];
        var seen = waiting.Select(static pending => pending.Status).ToList();
        var (busy, before) = (runs.Status, second.Caller);
        gate.Set();

        Assert.That(seen, Is.All.EqualTo(PendingStatus.Queued));
        Assert.That(busy, Is.EqualTo(PendingStatus.Running));
        await Task.WhenAll(behind.Ended(), onWorker.Ended(), second.Ended());
        Assert.That((before, second.Caller?.Parent), Is.EqualTo((default(Caller), caller)), "The worker, once it has one");
    }

    [Test]
    public async Task Running_AlsoWhileItsFunctionAwaits()
    {
        await using var caller = Caller.StartNew();
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pending = caller.CallSoon(async () =>
        {
            begun.SetResult();
            await gate.Task;
        });
        await begun.Task.InTime();
        await caller.CallSoon(static () => { }).InTime(); // by now it has let go of the loop
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Running));
        gate.SetResult();
        await pending.Ended();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Succeeded));
    }
}
