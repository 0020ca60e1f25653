namespace CallerReactive.Tests.Upstream;

/// <summary>test_caller.py, what is about entering a caller. Names are the original's.</summary>
internal sealed class LeaseTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Caller_autostop()
    {
        var caller = Caller.StartNew("caller");
        var bothAreIn = new TaskCompletionSource();
        var pending = caller.CallSoon(async () =>
        {
            await using (await caller.EnterAsync(Limit))
            {
                await caller.CallSoon(() => 1 + 2);
                await using (await caller.EnterAsync(Limit)) { }
                await bothAreIn.Task;
            }
        });
        var other = caller.CallSoon(async token =>
        {
            await using var lease = await caller.EnterAsync(Limit);
            bothAreIn.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });

        await pending.InTime();

        Assert.That(caller.Stopping.IsDone, Is.True);
        Assert.That(other.Status, Is.EqualTo(PendingStatus.Cancelled));
        await caller.Stopped.Ended();
    }

    [Test]
    public async Task Multi_entry()
    {
        var caller = Caller.StartNew("caller");
        var (ready, resume) = (new TaskCompletionSource(), new TaskCompletionSource());
        Pending<System.Reactive.Unit> pending;
        await using (await caller.EnterAsync(Limit))
        {
            await using (await caller.EnterAsync(Limit)) { }
            pending = caller.CallSoon(async () =>
            {
                await using var lease = await caller.EnterAsync(Limit);
                ready.SetResult();
                await resume.Task;
            });
            await ready.Task.InTime();
            resume.SetResult();
        }

        Assert.That((caller.Stopped.IsDone, pending.Status), Is.EqualTo((true, PendingStatus.Succeeded)));
        Assert.That(await caller.EnterAsync(Limit).AsTask().Failure(), Is.InstanceOf<CallerStoppedException>());
    }

    [Test]
    public async Task Stopping()
    {
        var caller = Caller.StartNew("caller");
        caller.Stop();
        Assert.That(await caller.EnterAsync(Limit).AsTask().Failure(), Is.InstanceOf<CallerStoppedException>());
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task Protected()
    {
        var caller = Caller.StartNew("caller");
        await using (await caller.EnterAsync(Limit))
        {
            caller.Stop();
            Assert.That(caller.Stopping.IsDone, Is.False);
        }

        Assert.That(caller.Stopped.IsDone, Is.True);
    }

    [Test]
    public async Task Cancelled_async_context()
    {
        // A body that ends by cancellation still leaves, and the caller still ends.
        var caller = Caller.StartNew("caller");
        using var source = new CancellationTokenSource();
        var entered = new TaskCompletionSource();
        var body = Body();
        await entered.Task.InTime();
        await source.CancelAsync();
        Assert.That(await body.Failure(), Is.InstanceOf<OperationCanceledException>());
        Assert.That(caller.Stopped.IsDone, Is.True);

        async Task Body()
        {
            await using var lease = await caller.EnterAsync(source.Token);
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, source.Token);
        }
    }
}
