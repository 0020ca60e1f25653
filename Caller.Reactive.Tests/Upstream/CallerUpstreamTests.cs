namespace CallerReactive.Tests.Upstream;

/// <summary>Tests of the original's test_caller.py that fall to calls, callers and workers; each has the name it has there.</summary>
public sealed class CallerUpstreamTests
{
    [Test]
    public async Task ChildLifecycle()
    {
        await using var parent = Caller.StartNew();
        var child = parent.Get("child");
        var worker = await child.ToThread(() => Caller.Current).InTime();
        Assert.That((parent.Children, child.Children, worker.Parent), Is.EqualTo((new[] { child }, new[] { worker }, child)));
        await parent.DisposeAsync();
        Assert.That((child.Stopped.IsDone, worker.Stopped.IsDone, parent.Children), Is.EqualTo((true, true, Array.Empty<Caller>())));
    }

    [Test]
    public async Task StartAfter()
    {
        await using var caller = Caller.Create();
        var early = caller.CallSoon(() => 1);
        Assert.That((caller.IsRunning, early.IsDone), Is.EqualTo((false, false)));
        caller.Start();
        Assert.That(await early.InTime(), Is.EqualTo(1));
    }

    [Test]
    public async Task CallLater()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = clock });
        var start = clock.GetTimestamp();
        var pending = caller.CallLater(TimeSpan.FromMilliseconds(50), () => clock.GetElapsedTime(start));
        clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.That(await pending.InTime(), Is.EqualTo(TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public async Task WrongBackend()
    {
        await using var caller = Caller.StartNew();
        caller.Get(new CallerOptions { Name = "child", Backend = CallerBackend.Rx });
        Assert.That(
            () => caller.Get(new CallerOptions { Name = "child", Backend = CallerBackend.Async }),
            Throws.InvalidOperationException.With.Message.Contains("backend")
        );
    }

    [Test]
    public async Task ManualStop()
    {
        await using var caller = Caller.StartNew();
        await caller.CallSoon(() => caller.Stop()).Ended();
        await caller.Stopped.InTime();
        Assert.That((caller.IsRunning, caller.Stopping.IsDone), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task CallReturnsResult()
    {
        await using var caller = Caller.StartNew();
        Assert.That(await caller.CallSoon(() => Task.FromResult("awaited")).InTime(), Is.EqualTo("awaited"));
        Assert.That((await caller.CallSoon(() => Pending<int>.FromResult(1)).InTime()).Result, Is.EqualTo(1), "A pending is a value");
    }

    [Test]
    public async Task Protected()
    {
        await using var caller = Caller.StartNew(new CallerOptions { IsProtected = true });
        caller.Stop();
        Assert.That(caller.Stopping.IsDone, Is.False);
        caller.Stop(force: true);
        await caller.Stopped.InTime();
    }

    [Test]
    public async Task UsageExample()
    {
        await using var caller = Caller.StartNew("asyncio backend");
        var (child1, child2) = (caller.Get("child 1"), caller.Get("child 2"));
        Assert.That(await child1.CallSoon(() => Caller.Current.Name).InTime(), Is.EqualTo("child 1"));
        Assert.That(await child2.CallSoon(() => Caller.Current.Parent).InTime(), Is.SameAs(caller));
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That((child1.Stopped.IsDone, child2.Stopped.IsDone), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task CallSoonCancelledEarly()
    {
        await using var caller = Caller.Create();
        var ran = false;
        var pending = caller.CallSoon(() => ran = true);
        pending.Cancel();
        caller.Start();
        await caller.CallSoon(() => { }).InTime();
        Assert.That((pending.Status, ran), Is.EqualTo((PendingStatus.Cancelled, false)));
    }

    [Test]
    public async Task DirectAsync()
    {
        await using var caller = Caller.StartNew();
        var ran = new TaskCompletionSource<bool>();
        caller.CallDirect(async () =>
        {
            await Task.Yield();
            ran.SetResult(caller.CheckAccess());
        });
        Assert.That(await ran.Task.InTime(), Is.True);
    }

    [Test]
    public async Task CancelsOnExit()
    {
        var caller = Caller.StartNew();
        var inside = new TaskCompletionSource();
        var pending = caller.CallSoon(async token =>
        {
            inside.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        var later = caller.CallLater(TimeSpan.FromDays(1), () => { });
        await inside.Task.InTime();
        await caller.DisposeAsync();
        Assert.That((pending.Status, later.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
    }

    [Test]
    public async Task StopEarly()
    {
        var caller = Caller.Create();
        var pending = caller.CallSoon(() => 1);
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That((pending.Status, caller.CallSoon(() => 1).Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
    }

    [Test]
    public async Task AwaitStopped()
    {
        var caller = Caller.StartNew();
        var waiter = Caller.StartNew();
        var waiting = waiter.CallSoon(async () => await caller.Stopped);
        caller.Stop();
        await waiting.InTime();
        await waiter.DisposeAsync();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task CurrentPending()
    {
        await using var caller = Caller.StartNew();
        Assert.That(Pending.Current, Is.Null);
        var pending = caller.CallSoon(() => Pending.Current);
        Assert.That(await pending.InTime(), Is.SameAs(pending));
    }

    [Test]
    public async Task ClosedInCallSoon()
    {
        var caller = Caller.StartNew();
        var never = await caller
            .CallSoon(token =>
            {
                var waiting = caller.CallSoon(() => 1, CancellationToken.None);
                ThreadPool.QueueUserWorkItem(_ => caller.Stop());
                token.WaitHandle.WaitOne(); // its own: the caller's fires before the loop knows of the stop
                return waiting.WhenDone(CancellationToken.None).ContinueWith(_ => waiting.Status, TaskScheduler.Default);
            })
            .Failure();
        await caller.Stopped.InTime();
        Assert.That(never, Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task Cancel([Values] bool async, [Values] bool toThread, [Values(null, "msg", "twice")] string? reason)
    {
        await using var caller = Caller.StartNew();
        var inside = new TaskCompletionSource();
        void Block(CancellationToken token)
        {
            inside.SetResult();
            token.WaitHandle.WaitOne();
        }

        async Task Wait(CancellationToken token)
        {
            inside.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }

        var pending = (async, toThread) switch
        {
            (true, true) => caller.ToThread(Wait),
            (true, false) => caller.CallSoon(Wait),
            (false, true) => caller.ToThread(Block),
            _ => caller.CallSoon(Block),
        };
        await inside.Task.InTime();
        Assert.That(pending.Cancel(reason), Is.True);
        if (reason == "twice")
            Assert.That(pending.Cancel("again"), Is.True);
        var error = await pending.Failure();
        Assert.That(error, Is.TypeOf<PendingCancelledException>());
        if (reason is not null)
            Assert.That(error!.Message, Does.StartWith(reason));
    }

    [Test]
    public async Task CancelledWaiter([Values] bool propagate)
    {
        await using var caller = Caller.StartNew();
        var end = new TaskCompletionSource<int>();
        var pending = caller.CallSoon(token => end.Task.WaitAsync(token));
        using var cancellation = new CancellationTokenSource();
        var waiter = pending.WaitAsync(Timeout.InfiniteTimeSpan, propagate, cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(await waiter.Failure(), Is.InstanceOf<OperationCanceledException>());
        Assert.That(pending.IsCancelled, Is.EqualTo(propagate), "By default the pending goes on");
        end.TrySetResult(3);
        Assert.That(await pending.Failure(), propagate ? Is.TypeOf<PendingCancelledException>() : Is.Null);
    }

    [Test]
    public async Task WorkerInPoolShutdown()
    {
        await using var caller = Caller.StartNew();
        var worker = await caller.ToThread(() => Caller.Current).InTime();
        await worker.DisposeAsync();
        Assert.That(caller.Children, Is.Empty);
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.Not.SameAs(worker));
    }

    [Test]
    public async Task Balanced()
    {
        await using var caller = Caller.StartNew();
        var all = Enumerable
            .Range(0, 200)
            .Select(i =>
                caller.CallSoon(async () =>
                {
                    await Task.Yield();
                    return i;
                })
            )
            .ToList();
        var sum = 0;
        foreach (var pending in all)
            sum += await pending.InTime();
        Assert.That(sum, Is.EqualTo(199 * 100));
    }
}
