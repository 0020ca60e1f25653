using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Backends;

public sealed class CallerBackendTests
{
    private sealed record Ambient(CallerBackend? Backend, bool HasContext, bool InTrampoline, bool OnCaller);

    private static Ambient Look(Caller caller) =>
        new(
            CallerBackend.Current,
            SynchronizationContext.Current == caller.SynchronizationContext,
            !CurrentThreadScheduler.IsScheduleRequired,
            caller.CheckAccess()
        );

    private static readonly Ambient UnderAsync = new(CallerBackend.Async, true, false, true);
    private static readonly Ambient UnderRx = new(CallerBackend.Rx, false, true, true);

    [Test]
    public void Names_AreSaid() =>
        Assert.That(
            (CallerBackend.Async.ToString(), CallerBackend.Rx.Name, CallerBackend.Current),
            Is.EqualTo(("Async", "Rx", default(CallerBackend)))
        );

    [Test]
    public async Task OfAnAsyncCaller_EveryBackendCanBeAskedFor()
    {
        await using var caller = Caller.StartNew();
        Assert.That(caller.Backend, Is.SameAs(CallerBackend.Async));
        Assert.That(await caller.CallSoon(() => Look(caller)).InTime(), Is.EqualTo(UnderAsync));
        Assert.That(await caller.CallUsingBackend(CallerBackend.Async, () => Look(caller)).InTime(), Is.EqualTo(UnderAsync));
        Assert.That(await caller.CallUsingBackend(CallerBackend.Rx, () => Look(caller)).InTime(), Is.EqualTo(UnderRx));
        Assert.That(await caller.CallSoon(() => Look(caller)).InTime(), Is.EqualTo(UnderAsync), "Nothing stays behind");
    }

    [Test]
    public async Task OfAnRxCaller_EveryCallHasTheTrampoline()
    {
        await using var caller = Caller.StartNew(new CallerOptions { Backend = CallerBackend.Rx });
        var seen = new List<Ambient>
        {
            await caller.CallSoon(() => Look(caller)).InTime(),
            await caller.CallLater(TimeSpan.FromTicks(1), () => Look(caller)).InTime(),
            await caller.CallUsingBackend(CallerBackend.Rx, () => Look(caller)).InTime(),
            await caller.ScheduleCall(() => Look(caller), new CallOptions()).InTime(),
            await caller.ScheduleCall(() => Look(caller), new CallOptions { Delay = TimeSpan.FromTicks(1) }).InTime(),
            await caller.ToThread(() => Look(Caller.Current)).InTime(),
        };
        Assert.That(seen, Has.All.EqualTo(UnderRx));
        Assert.That(await caller.CallUsingBackend(CallerBackend.Async, () => Look(caller)).InTime(), Is.EqualTo(UnderAsync));
    }

    [Test]
    public async Task OfAnRxCaller_AnItemOfTheSchedulerHasNoTrampoline()
    {
        await using var caller = Caller.StartNew(new CallerOptions { Backend = CallerBackend.Rx });
        var seen = new TaskCompletionSource<Ambient>();
        caller.Schedule(() => seen.SetResult(Look(caller)));
        Assert.That(await seen.Task.InTime(), Is.EqualTo(UnderRx with { InTrampoline = false }), "Decision 21");
    }

    [Test]
    public async Task UnderRx_TheTrampolineRunsAfterTheFunction_BeforeAnythingElse()
    {
        await using var caller = Caller.StartNew();
        List<string> log = [];
        using var gate = new ManualResetEventSlim();
        var blocker = caller.CallSoon(gate.Block);
        var call = caller.CallUsingBackend(
            CallerBackend.Rx,
            () =>
            {
                CurrentThreadScheduler.Instance.Schedule(() => log.Add("trampoline"));
                log.Add("function");
            }
        );
        var next = caller.CallSoon(() => log.Add("next"));
        gate.Set();
        await next.InTime();
        Assert.That(log, Is.EqualTo(new[] { "function", "trampoline", "next" }));
        Assert.That((blocker.IsDone, call.Status), Is.EqualTo((true, PendingStatus.Succeeded)));
    }

    [Test]
    public async Task UnderRx_AnAwaitDoesNotComeHome_UnderAsyncItDoes()
    {
        await using var caller = Caller.StartNew();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<bool> IsHomeAfterAwait()
        {
            await gate.Task;
            return caller.CheckAccess();
        }

        var underRx = caller.CallUsingBackend(CallerBackend.Rx, IsHomeAfterAwait);
        var underAsync = caller.CallUsingBackend(CallerBackend.Async, IsHomeAfterAwait);
        await caller.CallSoon(() => { }).InTime();
        gate.SetResult();
        Assert.That((await underRx.InTime(), await underAsync.InTime()), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task Workers_HaveTheBackendOfTheirOwner()
    {
        await using var caller = Caller.StartNew(new CallerOptions { Backend = CallerBackend.Rx });
        Assert.That(await caller.ToThread(() => Caller.Current.Backend).InTime(), Is.SameAs(CallerBackend.Rx));
        Assert.That(caller.Get("child").Backend, Is.SameAs(CallerBackend.Rx));
    }
}
