namespace CallerReactive.Tests.Callers;

/// <summary>Order, context and what is current in a call.</summary>
public sealed class CallContextTests
{
    private static readonly AsyncLocal<string?> Local = new();

    [Test]
    public async Task EverythingThatIsReady_RunsInTheOrderInWhichItWasGiven()
    {
        await using var caller = Caller.Create();
        List<int> order = [];
        _ = caller.CallSoon(() => order.Add(0));
        caller.CallDirect(() => order.Add(1));
        caller.Schedule(0, (_, _) => Add(2));
        caller.SynchronizationContext.Post(_ => order.Add(3), null);
        _ = caller.CallLater(TimeSpan.Zero, () => order.Add(4));
        _ = caller.CallLater(TimeSpan.MinValue, () => order.Add(5));
        _ = caller.CallUsingBackend(CallerBackend.Rx, () => order.Add(6));
        _ = caller.ScheduleCall(() => order.Add(7), new CallOptions { Delay = TimeSpan.FromTicks(-1) });
        _ = Task.Factory.StartNew(() => order.Add(8), CancellationToken.None, TaskCreationOptions.None, caller.TaskScheduler);
        caller.CallDirect(9, order.Add);
        var last = caller.CallSoon(async () => order.Add(10));
        Assert.That(order, Is.Empty, "Never inside the call");
        caller.Start();
        await last.InTime();
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 11)));

        IDisposable Add(int value)
        {
            order.Add(value);
            return System.Reactive.Disposables.Disposable.Empty;
        }
    }

    [Test]
    public async Task OnTheCallerItself_ACallIsQueuedToo()
    {
        await using var caller = Caller.StartNew();
        List<string> order = [];
        var inner = await caller
            .CallSoon(() =>
            {
                var pending = caller.CallSoon(() => order.Add("inner"));
                caller.CallDirect(() => order.Add("direct"));
                order.Add("outer");
                return pending;
            })
            .InTime();
        await inner.InTime();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(order, Is.EqualTo(new[] { "outer", "inner", "direct" }));
    }

    [Test]
    public async Task TheExecutionContext_FlowsAsACopy_AndNothingLeaks()
    {
        await using var caller = Caller.StartNew();
        Local.Value = "mine";
        var seen = await caller
            .CallSoon(async () =>
            {
                var before = Local.Value;
                Local.Value = "changed";
                await Task.Yield();
                return (before, Local.Value);
            })
            .InTime();
        var onWorker = await caller.ToThread(() => Local.Value).InTime();
        var later = await caller.CallLater(TimeSpan.FromTicks(1), () => Local.Value).InTime();
        var direct = new TaskCompletionSource<string?>();
        caller.CallDirect(() => direct.SetResult(Local.Value));
        var scheduled = new TaskCompletionSource<string?>();
        System.Reactive.Concurrency.Scheduler.Schedule(caller, () => scheduled.SetResult(Local.Value));

        Assert.That(seen, Is.EqualTo(("mine", "changed")));
        Assert.That((onWorker, later, Local.Value), Is.EqualTo(("mine", "mine", "mine")));
        Assert.That((await direct.Task.InTime(), await scheduled.Task.InTime()), Is.EqualTo((default(string), default(string))));
    }

    [TestCaseSource(typeof(CallWays), nameof(CallWays.Names))]
    public async Task TheExecutionContext_FlowsIntoEveryWayToCall(string way)
    {
        await using var caller = Caller.StartNew();
        Local.Value = "mine";
        var seen = await caller
            .Call(
                way,
                _ =>
                {
                    var before = Local.Value;
                    Local.Value = "changed";
                    return before;
                }
            )
            .InTime();
        Assert.That((seen, Local.Value), Is.EqualTo(("mine", "mine")));
    }

    [Test]
    public async Task WithoutFlow_TheFunctionSeesNothing()
    {
        await using var caller = Caller.StartNew();
        Local.Value = "mine";
        Pending<string?> pending;
        using (ExecutionContext.SuppressFlow())
            pending = caller.CallSoon(string? () => Local.Value);
        Assert.That(await pending.InTime(), Is.Null);
    }

    [Test]
    public async Task PendingCurrent_IsTheCallThatRuns_AlsoAfterAnAwait()
    {
        await using var caller = Caller.StartNew();
        Pending? sync = null;
        (Pending? Before, Pending? After, Pending? Nested) seen = default;
        var first = caller.CallSoon(() => sync = Pending.Current);
        var second = caller.CallSoon(async () =>
        {
            var before = Pending.Current;
            await Task.Yield();
            var nested = await caller.CallSoon(() => Pending.Current);
            seen = (before, Pending.Current, nested);
        });
        await first.InTime();
        await second.InTime();
        Assert.That((sync, seen.Before, seen.After), Is.EqualTo((first, second, second)));
        Assert.That(seen.Nested, Is.Not.Null.And.Not.SameAs(second));
        Assert.That(Pending.Current, Is.Null);
    }

    [Test]
    public async Task PendingCurrent_InWorkStartedElsewhere_IsTheNearestAsynchronousCall()
    {
        await using var caller = Caller.StartNew();
        Task<Pending?>? startedBySync = null;
        Pending? sync = null;
        var outer = caller.CallSoon(async () =>
        {
            var startedByAsync = await Task.Run(static () => Pending.Current);
            sync = caller.CallSoon(() =>
            {
                startedBySync = Task.Run(static () => Pending.Current);
            });
            await sync.WhenDone();
            return (startedByAsync, await startedBySync!);
        });
        Assert.That(await outer.InTime(), Is.EqualTo(((Pending?)outer, (Pending?)outer)));
    }

    [Test]
    public async Task PendingCurrent_IsNullInDirectCallsAndScheduledActions()
    {
        await using var caller = Caller.StartNew();
        var direct = new TaskCompletionSource<Pending?>();
        var scheduled = new TaskCompletionSource<Pending?>();
        await caller
            .CallSoon(async () =>
            {
                await Task.Yield();
                caller.CallDirect(() => direct.SetResult(Pending.Current));
                System.Reactive.Concurrency.Scheduler.Schedule(caller, () => scheduled.SetResult(Pending.Current));
            })
            .InTime();
        Assert.That((await direct.Task.InTime(), await scheduled.Task.InTime()), Is.EqualTo((default(Pending), default(Pending))));
    }

    [Test]
    public async Task EachItem_HasTheContextOfTheCaller_WhateverTheLastOneLeft()
    {
        await using var caller = Caller.StartNew();
        await caller.CallSoon(() => SynchronizationContext.SetSynchronizationContext(new SynchronizationContext())).InTime();
        caller.CallDirect(() => Local.Value = "left behind");
        var seen = await caller.CallSoon(() => (SynchronizationContext.Current == caller.SynchronizationContext, Caller.Current)).InTime();
        Assert.That(seen, Is.EqualTo((true, caller)));
        var local = new TaskCompletionSource<string?>();
        caller.CallDirect(() => local.SetResult(Local.Value));
        Assert.That(await local.Task.InTime(), Is.Null);
    }
}
