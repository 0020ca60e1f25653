namespace CallerReactive.Tests.Callers.StartStop;

internal sealed class StartStopTaskTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task ItsSignals_HaveNames()
    {
        await using var caller = Caller.StartNew();
        await using var task = caller.CreateStartStopTask(static _ => Task.FromResult(1));
        Assert.That((task.Started.Name, task.Stopping.Name), Is.EqualTo(("Started of a start-stop task", "Stopping of a start-stop task")));
    }

    [Test]
    public async Task StartThenStop_TheSignalsComeInOrderAndTheFunctionIsNotCancelled()
    {
        await using var caller = Caller.StartNew("owner");
        var letGo = new TaskCompletionSource();
        var task = caller.CreateStartStopTask(async signals =>
        {
            caller.VerifyAccess();
            signals.Started();
            await signals.Stopping;
            await letGo.Task;
            return $"{signals.StoppingToken.IsCancellationRequested}";
        });
        Assert.That((task.Started.IsDone, task.Start(), task.Start()), Is.EqualTo((false, task, task)));
        await task.Started.WhenDone(Limit);
        Assert.That((task.Started.Status, task.Stopping.IsDone), Is.EqualTo((PendingStatus.Succeeded, false)));

        var stopped = task.Stop();

        Assert.That((task.Stopping.IsDone, task.Stopped.IsDone, stopped), Is.EqualTo((true, false, task.Stopped)));
        letGo.SetResult();
        Assert.That(await task, Is.EqualTo("True"));
        Assert.That(await task.Stop(), Is.EqualTo("True"));
    }

    [Test]
    public async Task StartTwice_RunsOnce()
    {
        await using var caller = Caller.StartNew("owner");
        var runs = 0;
        var task = caller.CreateStartStopTask(_ => Task.FromResult(++runs)).Start().Start();
        Assert.That((await task, runs), Is.EqualTo((1, 1)));
        _ = task.Start();
        await caller.CallSoon(() => { });
        Assert.That(runs, Is.EqualTo(1));
    }

    [Test]
    public async Task StopBeforeStart_EndsItAndStartDoesNothing()
    {
        await using var caller = Caller.StartNew("owner");
        var runs = 0;
        var task = caller.CreateStartStopTask(_ => Task.FromResult(++runs));

        Assert.That(async () => await task.Stop(), Throws.InstanceOf<PendingCancelledException>().With.Message.Contains("Stopped early!"));
        _ = task.Start();
        await caller.CallSoon(() => { });
        Assert.That((runs, task.Started.Status, task.Stopping.Status), Is.EqualTo((0, PendingStatus.Cancelled, PendingStatus.Succeeded)));
        Assert.That(async () => await task, Throws.InstanceOf<PendingCancelledException>());
    }

    [Test]
    public async Task StopBeforeItSaysThatItStarted_CancelsStartedAndTheFunctionEndsAsItLikes()
    {
        await using var caller = Caller.StartNew("owner");
        var began = new TaskCompletionSource();
        var task = caller
            .CreateStartStopTask(async signals =>
            {
                began.SetResult();
                await signals.Stopping;
                signals.Started();
                return 5;
            })
            .Start();
        await began.Task.WaitAsync(Limit);

        Assert.That(await task.Stop(), Is.EqualTo(5));
        Assert.That(task.Started.CancelReasons, Is.EqualTo(["Stopped early!"]));
    }

    [Test]
    public async Task AwaitingOneThatWasNotStarted_IsAnError()
    {
        await using var caller = Caller.StartNew("owner");
        var task = caller.CreateStartStopTask(_ => Task.FromResult(1));
        Assert.That(async () => await task, Throws.InvalidOperationException.With.Message.Contains("Start must be called"));
    }

    [Test]
    public async Task CallerStops_TheTaskIsAskedAndWaitedFor()
    {
        var caller = Caller.StartNew("owner");
        var letGo = new TaskCompletionSource();
        var task = caller
            .CreateStartStopTask(async signals =>
            {
                signals.Started();
                await signals.Stopping;
                await letGo.Task;
                return "cleaned up";
            })
            .Start();
        await task.Started.WhenDone(Limit);

        caller.Stop();

        await task.Stopping.WhenDone(Limit);
        Assert.That(caller.Stopped.IsDone, Is.False);
        letGo.SetResult();
        await caller.Stopped.WhenDone(Limit);
        Assert.That((task.Stopped.Status, task.Stopped.Result), Is.EqualTo((PendingStatus.Succeeded, "cleaned up")));
    }

    [Test]
    public async Task CallerHasStopped_StartEndsItAsCancelled()
    {
        var caller = Caller.StartNew("owner");
        await caller.DisposeAsync();
        var task = caller.CreateStartStopTask(_ => Task.FromResult(1)).Start();
        Assert.That(
            (task.Stopped.Status, task.Started.Status, task.Stopping.Status),
            Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled, PendingStatus.Succeeded))
        );
    }

    [Test]
    public async Task FunctionEndsEarly_NobodyGoesOnWaiting()
    {
        await using var caller = Caller.StartNew("owner");
        var task = caller.CreateStartStopTask(_ => Task.FromResult(7)).Start();

        Assert.That(await task, Is.EqualTo(7));
        Assert.That((task.Started.Status, task.Stopping.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Succeeded)));
    }

    [Test]
    public async Task FunctionFails_StartedAndStoppedSayWhy()
    {
        await using var caller = Caller.StartNew("owner");
        var task = caller.CreateStartStopTask<int>(_ => throw new FormatException("bad")).Start();

        Assert.That(async () => await task, Throws.InstanceOf<FormatException>());
        Assert.That(async () => await task.Started, Throws.InstanceOf<FormatException>());
    }

    [Test]
    public async Task NeverStarted_ItRunsNothingAndDoesNotEnd()
    {
        var caller = Caller.StartNew("owner");
        var runs = 0;
        var task = caller.CreateStartStopTask(_ => Task.FromResult(++runs));
        await caller.CallSoon(() => { });
        await caller.DisposeAsync();
        Assert.That((runs, task.Started.IsDone, task.Stopping.IsDone, task.Stopped.IsDone), Is.EqualTo((0, false, false, false)));
    }

    [Test]
    public async Task TheFunction_RunsInTheOrderOfTheQueue_WithTheContextOfItsStart()
    {
        await using var caller = Caller.Create(new CallerOptions { Name = "owner" });
        var local = new AsyncLocal<string?> { Value = "of the start" };
        List<string> order = [];
        var task = caller.CreateStartStopTask(_ =>
        {
            order.Add($"function, {local.Value}");
            local.Value = "changed";
            return Task.FromResult(1);
        });
        caller.CallDirect(() => order.Add("before"));
        _ = task.Start();
        caller.CallDirect(() => order.Add("after"));
        caller.Start();
        await task.Stopped.WhenDone(Limit);
        await caller.CallSoon(() => { });
        Assert.That(order, Is.EqualTo(["before", "function, of the start", "after"]));
        Assert.That(local.Value, Is.EqualTo("of the start"));
    }

    [Test]
    public async Task StoppedWhileItWaitsForItsTurn_ItRunsAndFindsTheRequest()
    {
        await using var caller = Caller.Create(new CallerOptions { Name = "owner" });
        var task = caller
            .CreateStartStopTask(signals => Task.FromResult((signals.Stopping.IsDone, signals.StoppingToken.IsCancellationRequested)))
            .Start();
        var stopped = task.Stop();
        Assert.That(stopped.IsDone, Is.False);
        caller.Start();
        Assert.That(await stopped.WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task TheSignals_CannotBeCancelledByReaders_AndTheTokenFiresLast()
    {
        await using var caller = Caller.StartNew("owner");
        List<string> order = [];
        var cancelled = true;
        var task = caller
            .CreateStartStopTask(async signals =>
            {
                cancelled = signals.Stopping.Cancel();
                signals.Stopping.OnDone(_ => order.Add($"stopping {signals.StoppingToken.IsCancellationRequested}"));
                signals.StoppingToken.Register(() => order.Add("token"));
                signals.Started();
                signals.Started();
                await signals.Stopping;
                return 1;
            })
            .Start();
        await task.Started.WhenDone(Limit);
        Assert.That((cancelled, task.Started.Status), Is.EqualTo((false, PendingStatus.Succeeded)));
        await task.Stop();
        Assert.That(order, Is.EqualTo(["stopping False", "token"]));
    }

    [Test]
    public async Task Started_SaidOnAnotherThread_Completes()
    {
        await using var caller = Caller.StartNew("owner");
        await using var task = caller
            .CreateStartStopTask(async signals =>
            {
                await Task.Run(signals.Started, Limit);
                await signals.Stopping;
                return 1;
            })
            .Start();
        await task.Started.WhenDone(Limit);
        Assert.That(task.Started.Status, Is.EqualTo(PendingStatus.Succeeded));
    }

    [Test]
    public async Task TheFunction_IsNoMemberOfAGroup()
    {
        await using var caller = Caller.StartNew("owner");
        var task = caller.CreateStartStopTask(async signals =>
        {
            await signals.Stopping;
            return 1;
        });
        await caller
            .RunGroupAsync(group =>
            {
                _ = task.Start();
                Assert.That(group.Pending, Is.Empty);
                return Task.CompletedTask;
            })
            .WaitAsync(Limit); // else it would wait for the function
        Assert.That(task.Stopping.IsDone, Is.False);
        await task.Stop();
    }

    [Test]
    public async Task CallerIsStopping_StartEndsItAsCancelled()
    {
        var caller = Caller.StartNew("owner");
        var (began, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        _ = caller.CallSoon(() =>
        {
            began.SetResult();
            return letGo.Task;
        });
        await began.Task.WaitAsync(Limit);
        caller.Stop();

        var task = caller.CreateStartStopTask(_ => Task.FromResult(1)).Start();

        Assert.That((caller.State, task.Stopped.Status), Is.EqualTo((CallerState.Stopping, PendingStatus.Cancelled)));
        letGo.SetResult();
        await caller.Stopped.WhenDone(Limit);
    }

    [Test]
    public async Task CallerStops_AFunctionThatDoesNotListenIsAbandonedAfterTheStopTimeout()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var caller = Caller.StartNew(new CallerOptions { TimeProvider = clock, StopTimeout = TimeSpan.FromSeconds(5) });
        var letGo = new TaskCompletionSource();
        var task = caller
            .CreateStartStopTask(async signals =>
            {
                signals.Started();
                await letGo.Task;
                return 1;
            })
            .Start();
        await task.Started.WhenDone(Limit);
        caller.Stop();
        await task.Stopping.WhenDone(Limit);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.That((caller.Stopped.IsDone, task.Stopped.IsDone), Is.EqualTo((false, false)));

        clock.Advance(TimeSpan.FromSeconds(0.1));

        await caller.Stopped.WhenDone(Limit);
        Assert.That(task.Stopped.Status, Is.EqualTo(PendingStatus.Cancelled));
        letGo.SetResult();
    }

    [Test]
    public async Task ReadersCannotCancelIt()
    {
        await using var caller = Caller.StartNew("owner");
        var task = caller
            .CreateStartStopTask(async signals =>
            {
                signals.Started();
                await signals.Stopping;
                return 1;
            })
            .Start();
        await task.Started.WhenDone(Limit);
        Assert.That((task.Stopped.Cancel(), task.Stopping.Cancel(), task.Stopping.IsDone), Is.EqualTo((false, false, false)));
        Assert.That(await task.Stop(), Is.EqualTo(1));
    }

    [Test]
    public async Task DisposeAsync_StopsWaitsAndThrowsNothing_AlsoInsideTheFunction()
    {
        await using var caller = Caller.StartNew("owner");
        StartStopTask<int> task = null!;
        task = caller.CreateStartStopTask<int>(async signals =>
        {
            await signals.Stopping;
            await task.DisposeAsync();
            throw new FormatException("bad");
        });
        await task.Start().DisposeAsync();
        Assert.That((task.Stopped.Status, task.Stopped.Exception), Is.EqualTo((PendingStatus.Faulted, task.Stopped.Exception)));
    }

    [Test]
    public async Task ACallbackOfTheTokenThatThrows_IsReportedAndTheStopStands()
    {
        await using var caller = Caller.StartNew("owner");
        var reported = new TaskCompletionSource<Exception>();
        caller.UnhandledException += (_, e) => reported.TrySetResult(e.Exception);
        var task = caller
            .CreateStartStopTask(async signals =>
            {
                signals.StoppingToken.Register(() => throw new FormatException("callback"));
                signals.Started();
                await signals.Stopping;
                return 1;
            })
            .Start();
        await task.Started.WhenDone(Limit);

        Assert.That(await task.Stop(), Is.EqualTo(1));
        Assert.That((await reported.Task.WaitAsync(Limit)).InnerException, Is.InstanceOf<FormatException>());
    }

    [Test]
    public async Task BadInput_IsRefused()
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(() => caller.CreateStartStopTask<int>(null!), Throws.ArgumentNullException);
        Assert.That(async () => await caller.CreateStartStopTask<int>(_ => null!).Start(), Throws.InvalidOperationException);
    }
}
