namespace CallerReactive.Tests.Callers;

/// <summary>Decisions 29 to 32.</summary>
public sealed class CallerStopTests
{
    [Test]
    public async Task TheThreeFutures_CompleteInTheirOrder_AndCannotBeCancelled()
    {
        await using var caller = Caller.Create();
        List<string> order = [];
        caller.Started.OnDone(_ => order.Add($"started {caller.State}"));
        caller.Stopping.OnDone(_ => order.Add($"stopping {caller.State} {caller.StoppingToken.IsCancellationRequested}"));
        caller.StoppingToken.Register(() => order.Add("token"));
        caller.Stopped.OnDone(_ => order.Add($"stopped {caller.State}"));
        foreach (var future in new[] { caller.Started, caller.Stopping, caller.Stopped })
            Assert.That((future.Cancel("no"), future.IsDone), Is.EqualTo((false, false)));
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.Started.OnDone(_ => told.SetResult()); // after the first one, which an await need not wait for
        caller.Start();
        await told.Task.InTime();
        caller.Stop();
        caller.Stop(force: true);
        await caller.Stopped.InTime();
        Assert.That(order, Is.EqualTo(new[] { "started Running", "stopping Stopping False", "token", "stopped Stopped" }));
        Assert.That(Caller.Find(caller.Id), Is.Null);
    }

    [Test]
    public async Task Started_CompletesOnItsThread_AndStopping_InsideTheStop()
    {
        await using var caller = Caller.Create();
        var startedOn = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread? stoppingOn = null;
        caller.Started.OnDone(_ => startedOn.SetResult(Thread.CurrentThread));
        caller.Stopping.OnDone(_ => stoppingOn = Thread.CurrentThread);
        caller.Start();
        Assert.That(await startedOn.Task.InTime(), Is.SameAs(caller.Thread));

        caller.Stop();

        Assert.That((caller.Stopping.IsDone, stoppingOn), Is.EqualTo((true, Thread.CurrentThread)));
    }

    [Test]
    public async Task WhatWaits_IsCancelled_WhatRunsIsAwaited()
    {
        await using var caller = Caller.StartNew("Ending");
        var inside = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        var runs = caller.CallSoon(() =>
        {
            inside.SetResult();
            gate.Block();
        });
        await inside.Task.InTime();
        Pending[] waiting = [caller.CallSoon(() => 1), caller.CallLater(TimeSpan.FromDays(1), () => 2)];
        caller.Stop();
        Assert.That((runs.IsCancelled, runs.IsDone, caller.Stopped.IsDone), Is.EqualTo((true, false, false)));
        gate.Set();
        await caller.Stopped.InTime();
        Assert.That(runs.Status, Is.EqualTo(PendingStatus.Cancelled), "Cancelled beats what it returned");
        Assert.That(waiting.Select(pending => pending.CancelReasons.Single()), Has.All.EqualTo("The caller 'Ending' is stopping."));
    }

    [Test]
    public async Task CallsMadeWhileStopping_RunIfTheLoopStillTurns()
    {
        await using var caller = Caller.StartNew();
        var cleaned = new List<int>();
        var inside = new TaskCompletionSource();
        var pending = caller.CallSoon(async token =>
        {
            inside.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await caller.CallSoon(() => cleaned.Add(1), CancellationToken.None);
                await caller.CallLater(TimeSpan.FromMilliseconds(1), () => cleaned.Add(2), CancellationToken.None);
                await Task.Delay(TimeSpan.FromMilliseconds(1), caller.TimeProvider, CancellationToken.None);
                cleaned.Add(3);
            }
        });
        await inside.Task.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That((cleaned, pending.Status), Is.EqualTo((new[] { 1, 2, 3 }, PendingStatus.Cancelled)));
    }

    [Test]
    public async Task AProtectedCaller_IgnoresAnUnforcedStop()
    {
        var log = new CollectingLogger();
        await using var caller = Caller.StartNew(
            new CallerOptions
            {
                Name = "Safe",
                IsProtected = true,
                Logger = log,
            }
        );
        caller.Stop();
        Assert.That(await caller.CallSoon(() => caller.State).InTime(), Is.EqualTo(CallerState.Running));
        Assert.That(log.Texts, Has.Some.Contains("A stop of the caller 'Safe' was ignored"));
        caller.Stop(force: true);
        await caller.Stopped.InTime();

        await using var other = Caller.StartNew();
        Assert.That(other.IsProtected, Is.False);
        other.Protect();
        other.Stop();
        Assert.That((other.IsProtected, other.Stopping.IsDone), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task BeforeTheStart_AStopEndsItAtOnce()
    {
        var caller = Caller.Create();
        var waiting = caller.CallSoon(() => 1);
        caller.Stop();
        Assert.That(
            (caller.State, waiting.Status, caller.Started.Status),
            Is.EqualTo((CallerState.Stopped, PendingStatus.Cancelled, PendingStatus.Cancelled))
        );
        Assert.That(caller.Stopped.IsDone, Is.True);
        await caller.DisposeAsync();
    }

    [Test]
    public async Task ASyncFunctionThatBlocksTheLoop_IsAbandoned()
    {
        var log = new CollectingLogger();
        await using var caller = Caller.StartNew(
            new CallerOptions
            {
                StopTimeout = TimeSpan.FromMilliseconds(1),
                Logger = log,
                Name = "Stuck",
            }
        );
        var inside = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        var stuck = caller.ScheduleCall(
            () =>
            {
                inside.SetResult();
                gate.Block();
                return 1;
            },
            new CallOptions { Name = "Blocker" }
        );
        await inside.Task.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That(stuck.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(stuck.CancelReasons[^1], Is.EqualTo("The caller 'Stuck' stopped and did not wait for it any longer."));
        Assert.That(log.Texts, Has.Some.Contains("stops without waiting any longer for").And.Some.Contains("Blocker"));
        Assert.That(caller.CallSoon(() => 1).Status, Is.EqualTo(PendingStatus.Cancelled));
        gate.Set();
    }

    [Test]
    public async Task AnAsyncFunctionThatIgnoresItsToken_IsAbandoned_AndItsFinallyRunsOnThePool()
    {
        await using var caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.FromMilliseconds(1) });
        var (inside, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var finallyOn = new TaskCompletionSource<Thread>();
        var stuck = caller.CallSoon(async () =>
        {
            inside.SetResult();
            try
            {
                await gate.Task;
            }
            finally
            {
                finallyOn.SetResult(Thread.CurrentThread);
            }
        });
        await inside.Task.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That(stuck.Status, Is.EqualTo(PendingStatus.Cancelled));
        gate.SetResult();
        Assert.That((await finallyOn.Task.InTime()).IsThreadPoolThread, Is.True);
    }

    [Test]
    public async Task DisposeAsync_InAnOwnCall_DoesNotWaitForItself()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var pending = caller.CallSoon(async () => await caller.DisposeAsync());
        await caller.Stopped.InTime();
        Assert.That(pending.IsDone, Is.True);
        await caller.DisposeAsync();
    }

    [Test]
    public async Task DisposeAsync_OfAProtectedCaller_StopsItAndWaits()
    {
        var caller = Caller.StartNew(new CallerOptions { IsProtected = true, StopTimeout = Timeout.InfiniteTimeSpan });
        var (inside, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        _ = caller.CallSoon(() =>
        {
            inside.SetResult();
            return gate.Task;
        });
        await inside.Task.InTime();

        var disposing = caller.DisposeAsync().AsTask();

        Assert.That((disposing.IsCompleted, caller.State), Is.EqualTo((false, CallerState.Stopping)));
        gate.SetResult();
        await disposing.InTime();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task ACallbackOfStopping_ThatThrows_DoesNotStopTheStop()
    {
        var caller = Caller.StartNew();
        List<CallerExceptionOrigin> reports = [];
        caller.UnhandledException += (_, e) => reports.Add(e.Origin);
        caller.Stopping.OnDone(_ => throw new FormatException());
        caller.StoppingToken.Register(() => throw new FormatException());
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That(reports, Is.EqualTo(new[] { CallerExceptionOrigin.Observer, CallerExceptionOrigin.Observer }));
    }

    [Test]
    public async Task AfterTheEnd_CallsAreCancelledAndSchedulesThrow()
    {
        var caller = Caller.StartNew("Gone");
        await caller.DisposeAsync();
        Pending[] refused =
        [
            caller.CallSoon(() => 1),
            caller.CallLater(TimeSpan.FromDays(1), () => 1),
            caller.CallLater(TimeSpan.Zero, () => 1),
            caller.ScheduleCall(() => 1, new CallOptions { Delay = TimeSpan.FromTicks(1) }),
            caller.CallUsingBackend(CallerBackend.Rx, () => 1),
            caller.ToThread(() => 1),
        ];
        Assert.That(refused.Select(pending => pending.Status), Has.All.EqualTo(PendingStatus.Cancelled));
        Assert.That(refused[0].CancelReasons, Is.EqualTo(new[] { "The caller 'Gone' has stopped." }));
        Assert.That(() => caller.Schedule(0, (_, _) => null!), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => caller.Schedule(0, TimeSpan.FromDays(1), (_, _) => null!), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => caller.SchedulePeriodic(0, TimeSpan.FromDays(1), state => state), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => caller.SynchronizationContext.Send(_ => { }, null), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await caller.SwitchTo(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => caller.Get(), Throws.InstanceOf<ObjectDisposedException>());
    }
}
