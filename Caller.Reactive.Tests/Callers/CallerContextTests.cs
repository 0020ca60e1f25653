namespace CallerReactive.Tests.Callers;

/// <summary>The loop as other APIs see it: context, task scheduler, clock, SwitchTo; and who is current.</summary>
public sealed class CallerContextTests
{
    [Test]
    public async Task SwitchTo_GetsThere_AndStays()
    {
        await using var caller = Caller.StartNew("There");
        Assert.That(
            () => caller.VerifyAccess(),
            Throws.InvalidOperationException.With.Message.Contains("'There'").And.Message.Contains("no caller")
        );
        var onCaller = Task.Run(async () =>
        {
            await caller.SwitchTo();
            caller.VerifyAccess();
            await Task.Yield();
            return (caller.CheckAccess(), caller.SwitchTo().GetAwaiter().IsCompleted);
        });
        Assert.That(await onCaller.InTime(), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task VerifyAccess_OnAnotherCaller_NamesBoth()
    {
        await using var there = Caller.StartNew("There");
        await using var here = Caller.StartNew("Here");
        Assert.That(
            await here.CallSoon(there.VerifyAccess).Failure(),
            Is.TypeOf<InvalidOperationException>().With.Message.Contains("'There'").And.Message.Contains("'Here'")
        );
    }

    [Test]
    public async Task SwitchTo_TakesItsTurnInTheQueue()
    {
        await using var caller = Caller.Create();
        List<string> order = [];
        caller.CallDirect(() => order.Add("before"));
        var switching = Switch();
        caller.CallDirect(() => order.Add("after"));
        caller.Start();
        await switching.InTime();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(order, Is.EqualTo(new[] { "before", "switched", "after" }));

        async Task Switch()
        {
            await caller.SwitchTo();
            order.Add("switched");
        }
    }

    [Test]
    public async Task SwitchTo_OnCompleted_BringsTheExecutionContext_UnsafeOnCompletedDoesNot()
    {
        await using var caller = Caller.StartNew();
        var local = new AsyncLocal<string?> { Value = "mine" };
        var safe = new TaskCompletionSource<(string?, bool)>();
        var bare = new TaskCompletionSource<(string?, bool)>();
        caller.SwitchTo().GetAwaiter().OnCompleted(() => safe.SetResult((local.Value, caller.CheckAccess())));
        caller.SwitchTo().GetAwaiter().UnsafeOnCompleted(() => bare.SetResult((local.Value, caller.CheckAccess())));
        Assert.That((await safe.Task.InTime(), await bare.Task.InTime()), Is.EqualTo((("mine", true), (default(string), true))));
    }

    [Test]
    public async Task SchedulePeriodic_FlowsNoExecutionContext()
    {
        await using var caller = Caller.StartNew();
        var local = new AsyncLocal<string?> { Value = "mine" };
        var seen = new TaskCompletionSource<string?>();
        using var series = caller.SchedulePeriodic(
            0,
            TimeSpan.Zero,
            state =>
            {
                seen.TrySetResult(local.Value);
                return state;
            }
        );
        Assert.That(await seen.Task.InTime(), Is.Null);
    }

    [Test]
    public async Task All_ListsWhatRuns_OrAlsoWhatDoesNotYet()
    {
        await using var created = Caller.Create();
        await using var running = Caller.StartNew();
        await running.Started.InTime();
        bool IsOurs(Caller caller) => caller == created || caller == running;
        Assert.That(Caller.All().Where(IsOurs), Is.EqualTo(new[] { running }));
        Assert.That(Caller.All(runningOnly: false).Where(IsOurs), Is.EqualTo(new[] { created, running }));
    }

    [Test]
    public async Task Current_IsTheCallerWhoseCodeAsks()
    {
        await using var caller = Caller.StartNew();
        Assert.That(() => Caller.Current, Throws.InvalidOperationException.With.Message.Contains("No caller runs here"));
        Assert.That((Caller.TryGetCurrent(out var none), none), Is.EqualTo((false, default(Caller))));
        Assert.That(await caller.CallSoon(() => Caller.TryGetCurrent(out var current) ? current : null).InTime(), Is.SameAs(caller));
        Assert.That(await caller.CallSoon(() => Task.Run(() => Caller.TryGetCurrent(out _))).InTime(), Is.False);
        Assert.That(
            (Caller.Find(caller.Id), Caller.Find(-1), Caller.Find(long.MaxValue)),
            Is.EqualTo((caller, default(Caller), default(Caller)))
        );
        Assert.That(Caller.All(), Has.Member(caller));
    }

    [Test]
    public async Task Identity_IsNeverReused_AndNamesThreads()
    {
        await using var first = Caller.StartNew();
        await using var second = Caller.StartNew("Named");
        await second.Started.InTime();
        Assert.That(second.Id, Is.GreaterThan(first.Id));
        Assert.That(first.Name, Is.EqualTo($"Caller {first.Id}"));
        Assert.That((second.Thread!.Name, second.Thread.IsBackground, second.Parent), Is.EqualTo(("Named", true, default(Caller))));
    }

    [Test]
    public async Task Post_QueuesAlsoOnTheCaller_SendRunsInline()
    {
        await using var caller = Caller.StartNew();
        var context = caller.SynchronizationContext;
        List<string> order = [];
        await caller
            .CallSoon(() =>
            {
                context.Post(_ => order.Add("posted"), null);
                context.Send(_ => order.Add("sent"), null);
                order.Add("call");
            })
            .InTime();
        Thread? thread = null;
        context.Send(_ => thread = Thread.CurrentThread, null);
        Assert.That(order, Is.EqualTo(new[] { "sent", "call", "posted" }));
        Assert.That((thread, context.CreateCopy()), Is.EqualTo((caller.Thread, context)));
        Assert.That(() => context.Send(_ => throw new FormatException(), null), Throws.TypeOf<FormatException>());
    }

    [Test]
    public async Task PostAfterTheEnd_RunsOnTheThreadPool()
    {
        var caller = Caller.StartNew();
        await caller.DisposeAsync();
        var ran = new TaskCompletionSource<bool>();
        caller.SynchronizationContext.Post(_ => ran.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);
        Assert.That(await ran.Task.InTime(), Is.True);
    }

    [Test]
    public async Task TheTaskScheduler_RunsTasksOnTheCaller_OneAtATime()
    {
        await using var caller = Caller.StartNew();
        var factory = new TaskFactory(caller.TaskScheduler);
        var tasks = Enumerable.Range(0, 20).Select(_ => factory.StartNew(() => (Caller.Current, TaskScheduler.Current))).ToList();
        Assert.That(await Task.WhenAll(tasks).InTime(), Has.All.EqualTo((caller, caller.TaskScheduler)));
        Assert.That(caller.TaskScheduler.MaximumConcurrencyLevel, Is.EqualTo(1));
        Assert.That(await caller.CallSoon(() => factory.StartNew(() => 5).Result).InTime(), Is.EqualTo(5), "Inline when waited for");
    }

    [Test]
    public async Task TheTimeProvider_TicksOnTheCaller()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = clock });
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5), caller.TimeProvider);
        var firedOn = new TaskCompletionSource<bool>();
        source.Token.Register(() => firedOn.SetResult(caller.CheckAccess()));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), caller.TimeProvider);
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.That(await timer.WaitForNextTickAsync(TestContext.CurrentContext.CancellationToken), Is.True);
        }

        Assert.That(await firedOn.Task.InTime(), Is.True);
        Assert.That((caller.TimeProvider.GetUtcNow(), caller.Now), Is.EqualTo((clock.GetUtcNow(), clock.GetUtcNow())));
    }

    [Test]
    public async Task TheTimeProvider_GoesOnAfterTheEnd()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var caller = Caller.StartNew(new CallerOptions { TimeProvider = clock });
        using var across = new CancellationTokenSource(TimeSpan.FromSeconds(5), caller.TimeProvider);
        await caller.DisposeAsync();
        using var after = new CancellationTokenSource(TimeSpan.FromSeconds(5), caller.TimeProvider);
        Assert.That((across.IsCancellationRequested, after.IsCancellationRequested), Is.EqualTo((false, false)));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That((across.IsCancellationRequested, after.IsCancellationRequested), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Life_IsLogged()
    {
        var log = new CollectingLogger();
        var caller = Caller.StartNew(new CallerOptions { Name = "Told", Logger = log });
        await caller.Started.InTime();
        caller.CallDirect(() => throw new FormatException());
        caller.UnhandledException += (_, _) => throw new InvalidOperationException();
        await caller.CallSoon(() => { }).InTime();
        caller.CallDirect(() => throw new FormatException());
        await caller.CallSoon(() => { }).InTime();
        await caller.DisposeAsync();
        Assert.That(log.Entries.Select(entry => entry.Id), Is.SupersetOf(new[] { 1, 3, 4, 8, 9 }));
        Assert.That(log.Entries.Where(entry => entry.Id == 8).Select(entry => entry.Exception), Has.Some.TypeOf<FormatException>());
        Assert.That(log.Texts, Has.Some.EqualTo($"The caller 'Told' (#{caller.Id}) has stopped"));
    }

    [Test]
    public async Task AHandledException_GoesNoFurther_AnUnhandledOneGoesToTheParent()
    {
        await using var parent = Caller.StartNew();
        var child = parent.Get("child");
        List<string> seen = [];
        parent.UnhandledException += (sender, e) =>
        {
            seen.Add($"parent {((Caller)sender!).Name} {e.Exception.Message}");
            e.Handled = true;
        };
        child.UnhandledException += (_, e) => e.Handled = e.Exception.Message == "mine";
        child.SynchronizationContext.Post(_ => throw new FormatException("mine"), null);
        System.Reactive.Concurrency.Scheduler.Schedule(child, () => throw new FormatException("theirs"));
        await child.CallSoon(() => { }).InTime();
        Assert.That(seen, Is.EqualTo(new[] { "parent child theirs" }));
    }

    [TestCase(-1, 1, 60, 10, nameof(CallerOptions.MaxIdleWorkers))]
    [TestCase(1, 0, 60, 10, nameof(CallerOptions.MaxWorkers))]
    [TestCase(1, 1, -2, 10, nameof(CallerOptions.WorkerIdleTimeout))]
    [TestCase(1, 1, 60, -2, nameof(CallerOptions.StopTimeout))]
    public void OptionsThatCannotBeMeant_AreRefusedByName(int idle, int max, int idleTimeout, int stopTimeout, string name)
    {
        var options = new CallerOptions
        {
            MaxIdleWorkers = idle,
            MaxWorkers = max,
            WorkerIdleTimeout = TimeSpan.FromSeconds(idleTimeout),
            StopTimeout = TimeSpan.FromSeconds(stopTimeout),
        };
        foreach (var make in (Func<CallerOptions, Caller>[])[Caller.Create, Caller.StartNew])
            Assert.That(
                () => make(options),
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(name).And.Message.Contains(name)
            );
    }

    [TestCase("")]
    [TestCase(" \t")]
    public void ANameThatIsNone_IsRefused(string name)
    {
        Func<Caller>[] ways =
        [
            () => Caller.StartNew(name),
            () => Caller.StartNew(new CallerOptions { Name = name }),
            () => Caller.Create(new CallerOptions { Name = name }),
        ];
        foreach (var make in ways)
            Assert.That(() => make(), Throws.TypeOf<ArgumentException>().With.Property("ParamName").EqualTo("Name"));
    }
}
