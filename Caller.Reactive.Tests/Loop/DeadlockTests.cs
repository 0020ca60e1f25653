using CallerReactive.Tests.Hosts;

namespace CallerReactive.Tests.LoopTests;

/// <summary>Each wait that can be seen never to end is refused at once, by name. What cannot be seen stands in docs/diagnostics.md.</summary>
public sealed class DeadlockTests
{
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public async Task TwoCallersThatWaitForEachOther_AreNamed()
    {
        await using var db = Caller.StartNew("db");
        await using var ui = Caller.StartNew("ui");
        var outcome = db.CallSoon(() =>
            ui.ScheduleCall(
                    () => db.ScheduleCall(static () => 7, new CallOptions { Name = "query" }).Wait(),
                    new CallOptions { Name = "show" }
                )
                .Wait()
        );
        // Whoever comes second is told: 'ui' may be at its wait before 'db' is.
        Assert.That(
            (await outcome.Failure())?.Message,
            Is.EqualTo(
                    "Waiting for the pending 'query' would never end: the caller 'ui' waits for 'db', which waits for 'ui'. Await it instead."
                )
                .Or.EqualTo(
                    "Waiting for the pending 'show' would never end: the caller 'db' waits for 'ui', which waits for 'db'. Await it instead."
                )
        );
    }

    [Test]
    public async Task ACallThatAwaitsItself_Fails([Values] bool afterAnAwait)
    {
        await using var caller = Caller.StartNew();
        var known = new TaskCompletionSource<Pending<int>>();
        var call = caller.ScheduleCall(
            async () =>
            {
                var own = afterAnAwait ? await known.Task : (Pending<int>)Pending.Current!;
                return await own;
            },
            new CallOptions { Name = "me" }
        );
        known.SetResult(call);
        Assert.That((await call.Failure())?.Message, Does.StartWith("A call that awaits itself would never end: Pending<Int32> 'me'"));
    }

    [Test]
    public async Task WaitingForTheOwnEnd_IsRefused()
    {
        await using var caller = Caller.StartNew("own");
        Assert.That(
            (await caller.CallSoon(() => caller.Stopped.Wait()).Failure())?.Message,
            Does.StartWith("Waiting for the pending 'own.Stopped' on the caller 'own' would never end")
        );
    }

    [Test]
    public async Task WaitingForTheEndOfTheParent_IsRefused([Values] bool worker)
    {
        await using var parent = Caller.StartNew("parent");
        var call = worker ? parent.ToThread(() => parent.Stopped.Wait()) : parent.Get("child").CallSoon(() => parent.Stopped.Wait());
        Assert.That(
            (await call.Failure())?.Message,
            Does.Contain("the caller 'parent' ends after '" + (worker ? "parent worker 1" : "child"))
        );
    }

    [Test]
    public async Task AwaitingTheEndOfTheParent_EndsWithTheStop([Values] bool worker)
    {
        var parent = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cleaned = false;
        async Task Serve()
        {
            begun.SetResult();
            try
            {
                await parent.Stopped;
            }
            finally
            {
                cleaned = true;
            }
        }

        var call = worker ? parent.ToThread(Serve) : parent.Get("child").CallSoon(Serve);
        await begun.Task.InTime();
        await parent.DisposeAsync().AsTask().InTime(); // without a time-out: it would hang
        Assert.That((cleaned, call.Status), Is.EqualTo((true, PendingStatus.Cancelled)));
    }

    [Test]
    public async Task DisposingInsideAnOwnCall_DoesNotWaitForItself()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        await caller.CallSoon(async () => await caller.DisposeAsync()).Ended();
        await caller.Stopped.InTime();
    }

    [Test]
    public async Task DisposingInsideACallOfAWorker_DoesNotWaitForItself()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        await caller.ToThread(async () => await caller.DisposeAsync()).Ended();
        await caller.Stopped.InTime();
    }

    [Test]
    public async Task AnOwnerAndItsWorker_ThatWaitForEachOther_AreTold()
    {
        await using var owner = Caller.StartNew("owner");
        var call = owner.CallSoon(() => owner.ToThread(() => owner.CallSoon(static () => 7).Wait()).Wait());
        Assert.That(
            (await call.Failure())?.Message,
            Does.Contain("'owner worker 1' waits for 'owner', which waits for 'owner worker 1'")
                .Or.Contain("'owner' waits for 'owner worker 1', which waits for 'owner'")
        );
    }

    [Test]
    public void TwoGuestsOfOneThread_CannotWaitForEachOther()
    {
        var one = _pump.Attach(new CallerOptions { Name = "one" });
        var two = _pump.Attach(new CallerOptions { Name = "two" });
        _pump.TurnUntil(() => one.IsRunning && two.IsRunning);
        var call = one.CallSoon(() => two.CallSoon(static () => 7).Wait());
        _pump.TurnUntil(() => call.IsDone);
        Assert.That(
            () => call.Result,
            Throws.InvalidOperationException.With.Message.Contains("'one' waits for 'two', and 'two' has the thread that 'one' is on")
        );
        _pump.End(one);
        _pump.End(two);
    }

    [Test]
    public async Task ALongerWay_ThroughGuestsThatShareAThread_IsSeen()
    {
        var one = _pump.Attach(new CallerOptions { Name = "one" });
        var two = _pump.Attach(new CallerOptions { Name = "two" });
        _pump.TurnUntil(() => one.IsRunning && two.IsRunning);
        await using var db = Caller.StartNew("db");

        // The thread is blocked by 'one', so 'two' cannot run either.
        var call = one.CallSoon(() => db.CallSoon(() => two.CallSoon(static () => 7).Wait()).Wait());
        _pump.TurnUntil(() => call.IsDone);
        Assert.That(
            () => call.Result,
            Throws
                .InvalidOperationException.With.Message.Contains("'db' waits for 'two', which waits for 'db'")
                .Or.Message.Contains("'one' waits for 'db', which waits for 'two', and 'two' has the thread that 'one' is on")
        );
        _pump.End(one);
        _pump.End(two);
    }

    [Test]
    public async Task ACallerRunInsideAnItemOfAnother_CannotWaitForThatOne()
    {
        await using var outer = Caller.StartNew("outer");
        var call = outer.CallSoon(() =>
            Caller.Run(_ => Task.FromResult(outer.CallSoon(static () => 7).Wait()), new CallerOptions { Name = "inner" })
        );
        Assert.That(
            (await call.Failure())?.Message,
            Does.Contain("'inner' waits for 'outer', and 'outer' has the thread that 'inner' is on")
        );
    }

    [Test]
    public async Task RunUntil_ForACallerThatWaitsForUs_IsSeen()
    {
        await using var outer = Caller.StartNew("outer");
        await using var other = Caller.StartNew("other");
        var inner = Caller.Create(new CallerOptions { Name = "inner" });
        var call = outer.CallSoon(() => inner.RunUntil(other.CallSoon(() => outer.CallSoon(static () => 7).Wait())));
        Assert.That(
            (await call.Failure())?.Message,
            Does.Contain("'other' waits for 'outer', which waits for 'other'")
                .Or.Contain("'outer' waits for 'other', which waits for 'outer'")
        );
        inner.Stop(force: true);
    }

    [Test]
    public async Task AWaitWithATimeOut_ThatIsPartOfNoCycle_IsNotRefused()
    {
        await using var a = Caller.StartNew("a");
        await using var b = Caller.StartNew("b");
        using var gate = new ManualResetEventSlim();
        var slow = b.CallSoon(() => gate.Block());
        Assert.That(await a.CallSoon(() => slow.Wait(TimeSpan.FromMilliseconds(1))).Failure(), Is.InstanceOf<TimeoutException>());
        gate.Set();
        await slow.InTime();
        Assert.That(WaitGraph.WhatBlocks(a.Loop), Is.Null);
    }
}
