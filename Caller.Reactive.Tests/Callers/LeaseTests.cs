namespace CallerReactive.Tests.Callers;

internal sealed class LeaseTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Enter_WaitsUntilItRunsAndProtects()
    {
        await using var caller = Caller.Create();
        var entering = caller.EnterAsync(Limit).AsTask();
        Assert.That((entering.IsCompleted, caller.IsProtected), Is.EqualTo((false, false)));

        caller.Start();
        await using var lease = await entering;

        Assert.That((caller.IsRunning, caller.IsProtected, lease.Caller), Is.EqualTo((true, true, caller)));
        caller.Stop();
        Assert.That(caller.IsRunning, Is.True);
    }

    [Test]
    public async Task TheOnlyLease_StopsByForceAndWaitsForStopped()
    {
        var caller = Caller.StartNew("owner");
        var lease = await caller.EnterAsync(Limit);

        await lease.DisposeAsync();

        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task FirstLease_WaitsForTheOthers_AndTheOthersNeitherWaitNorStop()
    {
        var caller = Caller.StartNew("owner");
        var (first, second, third) = (await caller.EnterAsync(Limit), await caller.EnterAsync(Limit), await caller.EnterAsync(Limit));

        await second.DisposeAsync();
        Assert.That(caller.IsRunning, Is.True);
        var leaving = first.DisposeAsync().AsTask();
        Assert.That((leaving.IsCompleted, caller.IsRunning), Is.EqualTo((false, true)));
        await third.DisposeAsync();

        await leaving.WaitAsync(Limit);
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task LeavingAgain_WaitsAgain()
    {
        var caller = Caller.StartNew("owner");
        var (first, second) = (await caller.EnterAsync(Limit), await caller.EnterAsync(Limit));

        Task[] leaving = [first.DisposeAsync().AsTask(), first.DisposeAsync().AsTask()];

        Assert.That(leaving.Select(static left => left.IsCompleted), Has.All.False);
        Assert.That(caller.IsRunning, Is.True, "the second is still in");
        await second.DisposeAsync();
        await Task.WhenAll(leaving).WaitAsync(Limit);
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task LeavingTwice_CountsOnce()
    {
        var caller = Caller.StartNew("owner");
        var (first, second) = (await caller.EnterAsync(Limit), await caller.EnterAsync(Limit));
        await second.DisposeAsync();
        await second.DisposeAsync();
        Assert.That(caller.IsRunning, Is.True);

        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task EnteringAStoppedCaller_IsAClearError()
    {
        var caller = Caller.StartNew("owner");
        await caller.DisposeAsync();
        Assert.That(async () => await caller.EnterAsync(Limit), Throws.InstanceOf<CallerStoppedException>().With.Message.Contains("owner"));
    }

    [Test]
    public async Task EnteringAStoppingCaller_ThrowsWhenItHasStopped()
    {
        var caller = Caller.StartNew("owner");
        var (began, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        _ = caller.CallSoon(async () =>
        {
            began.SetResult();
            await letGo.Task;
        });
        await began.Task.WaitAsync(Limit);
        caller.Stop();

        var entering = caller.EnterAsync(Limit).AsTask();

        Assert.That(entering.IsCompleted, Is.False);
        letGo.SetResult();
        Assert.That(async () => await entering, Throws.InstanceOf<CallerStoppedException>());
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task EnteringInsideACallOfAStoppingCaller_ThrowsAtOnce()
    {
        await using var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        Exception? thrown = null;
        await caller
            .CallSoon(async () =>
            {
                caller.Stop();
                try
                {
                    await caller.EnterAsync(Limit);
                }
                catch (CallerStoppedException e)
                {
                    thrown = e;
                }
            })
            .WhenDone(Limit);

        Assert.That(thrown, Is.Not.Null);
    }

    [Test]
    public async Task CancelledEnter_LeavesNoTrace()
    {
        await using var caller = Caller.Create();
        using var source = new CancellationTokenSource();
        var entering = caller.EnterAsync(source.Token).AsTask();

        await source.CancelAsync();

        Assert.That(async () => await entering, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await caller.EnterAsync(source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(caller.IsProtected, Is.False);
    }

    [Test]
    public async Task StartFails_EnterThrowsWhy()
    {
        await using var caller = Caller.Create(
            new CallerOptions
            {
                Host = CallerHost.NewThread(new ThreadHostOptions { Factory = _ => throw new FormatException("no thread") }),
            }
        );
        var entering = caller.EnterAsync(Limit).AsTask();
        caller.Start();
        Assert.That(async () => await entering, Throws.InstanceOf<FormatException>());
    }

    [Test]
    public async Task LeaseLeftInsideAnOwnCall_WithoutBeingEnteredThere_DoesNotWaitForItself()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var lease = await caller.EnterAsync(Limit);

        await caller.CallSoon(async () => await lease.DisposeAsync()).WhenDone(Limit);

        await caller.Stopped.WhenDone(Limit);
    }

    [Test]
    public async Task TheLastOneLeavesInsideAnOwnCall_TheStopThatFollowsDoesNotCancelThatCall()
    {
        var caller = Caller.StartNew("owner");
        var first = await caller.EnterAsync(Limit);
        var (entered, resume) = (new TaskCompletionSource(), new TaskCompletionSource());
        var call = caller.CallSoon(async token =>
        {
            await using (await caller.EnterAsync(Limit))
            {
                entered.SetResult();
                await resume.Task;
            }

            return (caller.Stopping.IsDone, token.IsCancellationRequested);
        });
        await entered.Task.WaitAsync(Limit);
        var leaving = first.DisposeAsync().AsTask();
        Assert.That(caller.IsRunning, Is.True);
        resume.SetResult();

        Assert.That(await call.AsTask().WaitAsync(Limit), Is.EqualTo((true, false)));
        await leaving.WaitAsync(Limit);
    }

    [Test]
    public async Task EnteredFirstInsideAnOwnCall_LeavingCancelsTheOtherHoldersAndStopsButSparesTheCall()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var otherIsIn = new TaskCompletionSource();
        var ended = new List<string>();
        var first = caller.CallSoon(async () =>
        {
            await using (await caller.EnterAsync(Limit))
            {
                await using (await caller.EnterAsync(Limit)) { }
                await otherIsIn.Task;
            }

            ended.Add($"first, {caller.State}");
            return 3;
        });
        var other = caller.CallSoon(async token =>
        {
            await first.Caller!.SwitchTo();
            await using var lease = await caller.EnterAsync(Limit);
            otherIsIn.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended.Add("other");
            }
        });

        Assert.That(await first.AsTask().WaitAsync(Limit), Is.EqualTo(3));
        await caller.Stopped.WhenDone(Limit);
        Assert.That(other.CancelReasons, Has.Some.Contains("force shutdown"));
        Assert.That(ended, Is.EqualTo(["other", "first, Stopping"]));
    }

    [Test]
    public async Task ManyThreadsEnterAndLeave_TheCallerStopsExactlyWhenTheLastHasLeft()
    {
        var caller = Caller.StartNew("owner");
        var first = await caller.EnterAsync(Limit);
        var stoppedEarly = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 200; i++)
                        {
                            await using var lease = await caller.EnterAsync(Limit);
                            if (!caller.IsRunning)
                                Interlocked.Increment(ref stoppedEarly);
                        }
                    })
                )
                .ToArray()
        );
        Assert.That((stoppedEarly, caller.IsRunning), Is.EqualTo((0, true)));
        await first.DisposeAsync();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }
}
