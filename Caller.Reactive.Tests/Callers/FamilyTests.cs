namespace CallerReactive.Tests.Callers;

public sealed class FamilyTests
{
    [Test]
    public async Task Get_WithTheSameName_IsTheSameChild()
    {
        await using var parent = Caller.StartNew("parent");
        var child = parent.Get("child");
        Assert.That((child.Name, child.Parent, parent.Get("child") == child), Is.EqualTo(("child", parent, true)));
        Assert.That(parent.Get(new CallerOptions { Name = "child" }), Is.SameAs(child));
        Assert.That(parent.Children, Is.EqualTo(new[] { child }));
        var grandchild = child.Get("grandchild");
        Assert.That(parent.Get("grandchild"), Is.Not.SameAs(grandchild), "Only its own children are searched");
    }

    [Test]
    public async Task Get_WithoutAName_IsANewChildEachTime()
    {
        await using var parent = Caller.StartNew();
        var (first, second) = (parent.Get(), parent.Get());
        Assert.That(parent.Children, Is.EqualTo(new[] { first, second }));
        Assert.That(first.Thread, Is.Not.SameAs(second.Thread));
    }

    [Test]
    public async Task Get_FromManyThreads_IsOneChild()
    {
        await using var parent = Caller.StartNew();
        var children = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => parent.Get("one")))).InTime();
        Assert.That(children.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Get_DoesNotHandOutOneThatIsStopping()
    {
        await using var parent = Caller.StartNew();
        var first = parent.Get("child");
        var inside = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var busy = first.CallSoon(() =>
        {
            inside.SetResult();
            return gate.Task;
        });
        await inside.Task.InTime();
        first.Stop();
        Assert.That(first.State, Is.EqualTo(CallerState.Stopping));
        Assert.That(parent.Children, Is.Empty);

        var second = parent.Get("child");

        Assert.That(second, Is.Not.SameAs(first));
        Assert.That(await second.CallSoon(() => 1).InTime(), Is.EqualTo(1));
        gate.SetResult();
        await first.Stopped.InTime();
        Assert.That((parent.Get("child") == second, busy.IsDone), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Get_WithOtherOptionsThanTheChildHas_SaysWhich()
    {
        await using var parent = Caller.StartNew();
        var host = CallerHost.NewThread();
        var child = parent.Get(
            new CallerOptions
            {
                Name = "child",
                Backend = CallerBackend.Rx,
                Host = host,
            }
        );
        Assert.That(
            () => parent.Get(new CallerOptions { Name = "child", Backend = CallerBackend.Async }),
            Throws.InvalidOperationException.With.Message.Contains("'child' exists with the backend Rx, but Async was asked for")
        );
        Assert.That(
            () => parent.Get(new CallerOptions { Name = "child", Host = CallerHost.NewThread() }),
            Throws.InvalidOperationException.With.Message.Contains("another host")
        );
        Assert.That(
            parent.Get(
                new CallerOptions
                {
                    Name = "child",
                    Backend = CallerBackend.Rx,
                    Host = host,
                }
            ),
            Is.SameAs(child)
        );
        Assert.That(parent.Get("child"), Is.SameAs(child));
    }

    [Test]
    public async Task Children_InheritBackendClockAndLogger_NotProtection()
    {
        var log = new CollectingLogger();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var parent = Caller.StartNew(
            new CallerOptions
            {
                Backend = CallerBackend.Rx,
                TimeProvider = clock,
                Logger = log,
                IsProtected = true,
            }
        );
        var child = parent.Get(new CallerOptions { Name = "child" });
        Assert.That((child.Backend, child.IsProtected, child.Now), Is.EqualTo((CallerBackend.Rx, false, clock.GetUtcNow())));
        await child.DisposeAsync();
        Assert.That(log.Texts, Has.Some.Contains("'child'").And.Some.Contains("has stopped"));
    }

    [Test]
    public async Task Get_ByNameOrWithoutOptions_HasTheLimitsOfItsParent()
    {
        var options = new CallerOptions
        {
            MaxIdleWorkers = 2,
            MaxWorkers = 3,
            WorkerIdleTimeout = TimeSpan.FromMinutes(4),
            StopTimeout = TimeSpan.FromMinutes(5),
            IsProtected = true,
        };
        await using var parent = Caller.StartNew(options);
        foreach (var child in new[] { parent.Get("child"), parent.Get() })
        {
            var had = child.Options;
            Assert.That(
                (had.MaxIdleWorkers, had.MaxWorkers, had.WorkerIdleTimeout, had.StopTimeout, child.IsProtected),
                Is.EqualTo((2, (int?)3, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5), false))
            );
        }
    }

    [Test]
    public async Task Stop_StopsTheWholeTree_ChildrenFirst()
    {
        await using var root = Caller.StartNew("root");
        var child = root.Get(new CallerOptions { Name = "child", IsProtected = true });
        var grandchild = child.Get("grandchild");
        List<string> order = [];
        foreach (var caller in new[] { root, child, grandchild })
            caller.Stopped.OnDone(_ =>
            {
                lock (order)
                    order.Add(caller.Name);
            });
        root.Stop();
        await root.Stopped.InTime();
        Assert.That(order, Is.EqualTo(new[] { "grandchild", "child", "root" }));
        Assert.That((root.Children, child.Parent), Is.EqualTo((Array.Empty<Caller>(), root)));
    }

    [Test]
    public async Task AParentThatIsNotRunning_HasChildrenThatDo()
    {
        await using var parent = Caller.Create();
        var child = parent.Get("child");
        Assert.That(await child.CallSoon(() => 1).InTime(), Is.EqualTo(1));
        Assert.That(await parent.ToThread(() => 2).InTime(), Is.EqualTo(2));
        parent.Stop();
        await parent.Stopped.InTime();
        Assert.That(child.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task AStoppedParent_GetsNoMoreChildren()
    {
        var parent = Caller.StartNew("parent");
        await parent.DisposeAsync();
        var before = Caller.All(runningOnly: false).Count(caller => caller.Name == "orphan of parent");
        Assert.That(
            () => parent.Get("orphan of parent"),
            Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("'parent' is Stopped")
        );
        Assert.That(() => parent.Get(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(before, Is.Zero);
        Assert.That(Caller.All(runningOnly: false).Where(caller => caller.Name == "orphan of parent"), Is.Empty);
        Assert.That(parent.ToThread(() => 1).Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task DisposingTheParentInACallOfAChild_DoesNotWaitForItself()
    {
        await using var parent = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var ended = parent.ToThread(async () => await parent.DisposeAsync());
        await parent.Stopped.InTime();
        Assert.That(ended.IsDone, Is.True);
    }

    [Test]
    public async Task BadNames_AreRefused()
    {
        await using var parent = Caller.StartNew();
        Assert.That(() => parent.Get((string)null!), Throws.ArgumentNullException);
        Assert.That(() => parent.Get(""), Throws.ArgumentException);
        Assert.That(() => parent.Get(new CallerOptions { Name = " \t" }), Throws.ArgumentException);
    }
}
