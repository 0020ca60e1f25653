using System.Reactive.Concurrency;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Hosts;

/// <summary>Whose thread it is, and what is ambient there.</summary>
public sealed class HomeTests
{
    private static readonly AsyncLocal<string?> Local = new();
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public void AmbientState_IsExactBeforeDuringAndAfterAnItem()
    {
        // By a clock that stands still, a slow machine does not use the drain's time up between two items.
        var caller = _pump.Attach(new CallerOptions { TimeProvider = new FakeTimeProvider() });
        List<string> log = [];
        void Note(string when) =>
            log.Add(
                $"{when}: {(Caller.TryGetCurrent(out var current) && current == caller)} "
                    + $"{(SynchronizationContext.Current == caller.SynchronizationContext ? "ours" : SynchronizationContext.Current?.GetType().Name)} "
                    + $"{Local.Value} {CallerBackend.Current}"
            );

        SynchronizationContext.SetSynchronizationContext(null); // the test framework has one
        Local.Value = "outside";
        _pump.TurnAll();
        Note("before");
        _pump.Post(_ => Note("host"), null);
        caller.Schedule(() =>
        {
            Note("first");
            Local.Value = "inside";
            SynchronizationContext.SetSynchronizationContext(null);
        });
        caller.Schedule(() => Note("second"));
        _ = caller.CallSoon(() => Note("call"));
        _pump.Post(_ => Note("host"), null);
        _pump.TurnAll();
        Note("after");
        _pump.End(caller);
        Note("stopped");

        Assert.That(
            log,
            Is.EqualTo([
                "before: True  outside ",
                "host: True Pump outside ",
                "first: True ours  Async",
                "second: True ours  Async",
                "call: True ours outside Async",
                "host: True Pump outside ",
                "after: True  outside ",
                "stopped: False  outside ",
            ])
        );
    }

    [Test]
    public void Home_IsKnown_AtOnceOrWithTheFirstTurn()
    {
        var inside = _pump.Attach();
        Assert.That((inside.Thread, inside.CheckAccess(), inside.Host.CheckAccess()), Is.EqualTo((Thread.CurrentThread, true, true)));
        _pump.End(inside);

        var outside = Caller.Attach(CallerHost.From(_pump));
        Assert.That((outside.Thread, outside.CheckAccess()), Is.EqualTo((default(Thread), false)));
        Assert.That(outside.Started.IsDone, Is.False);
        _pump.TurnAll();
        Assert.That((outside.Thread, outside.CheckAccess(), outside.State), Is.EqualTo((Thread.CurrentThread, true, CallerState.Running)));
        _pump.End(outside);
        Assert.That(Caller.TryGetCurrent(out _), Is.False);
    }

    [Test]
    public void ForCurrentThread_AttachesOnce()
    {
        SynchronizationContext.SetSynchronizationContext(_pump);
        Caller caller;
        try
        {
            caller = Caller.ForCurrentThread(new CallerOptions { Name = "gui" });
            Assert.That(Caller.ForCurrentThread(), Is.SameAs(caller));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        Assert.That(caller.Name, Is.EqualTo("gui"));
        Assert.That(Caller.Current, Is.SameAs(caller), "an event handler's view");
        _pump.TurnAll();
        Assert.That(Caller.All(), Does.Contain(caller));
        _pump.End(caller);
    }

    [Test]
    public void ForCurrentThread_WhereNothingTurns_Throws([Values] bool withPlainContext)
    {
        Exception? error = null;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(withPlainContext ? new SynchronizationContext() : null);
            error = Assert.Catch(() => Caller.ForCurrentThread());
        });
        thread.Start();
        Assert.That(thread.Join(TimeSpan.FromSeconds(20)));
        Assert.That(error, Is.TypeOf<InvalidOperationException>());
    }

    [Test]
    public async Task ForCurrentThread_OnACaller_IsThatCaller()
    {
        await using var caller = Caller.StartNew("own");
        Assert.That(await caller.CallSoon(static () => Caller.ForCurrentThread()), Is.SameAs(caller));
    }

    [Test]
    public async Task Attach_OnTheThreadOfACaller_ThrowsAndNamesBoth()
    {
        await using var caller = Caller.StartNew("own");
        var attaching = caller.CallSoon(() => _pump.Attach(new CallerOptions { Name = "guest" }));
        Assert.That(
            (await attaching.Failure())?.Message,
            Does.StartWith("The caller 'guest' cannot be a guest of").And.Contains("this thread is the home of the caller 'own'")
        );
    }

    [Test]
    public void BeforeItsFirstTurn_AGuestIsStarting()
    {
        var caller = Caller.Attach(CallerHost.From(_pump));
        var call = caller.CallSoon(static () => { });
        Assert.That((caller.State, call.Status), Is.EqualTo((CallerState.Starting, PendingStatus.Queued)));
        _pump.TurnAll();
        Assert.That((caller.State, call.Status), Is.EqualTo((CallerState.Running, PendingStatus.Succeeded)));
        _pump.End(caller);
    }

    [Test]
    public void Attach_InsideACall_HasNoParent()
    {
        var owner = Caller.StartNew();
        var guest = owner.CallSoon(() => Caller.Attach(CallerHost.From(_pump))).Wait(TimeSpan.FromSeconds(20));
        Assert.That((guest.Parent, owner.Children.Count), Is.EqualTo((default(Caller), 0)));
        owner.Stop();
        owner.Stopped.Wait(TimeSpan.FromSeconds(20));
        _pump.TurnAll();
        Assert.That(guest.IsRunning, Is.True);
        _pump.End(guest);
    }

    [Test]
    public void Attach_WithOptionsThatCannotBeMeant_IsRefused()
    {
        var (host, other) = (CallerHost.From(_pump), CallerHost.From(new Pump()));
        Assert.That(
            () => Caller.Attach(host, new CallerOptions { Host = other }),
            Throws.ArgumentException.With.Message.Contains("another host").And.Property("ParamName").EqualTo("options")
        );
        Assert.That(() => Caller.Attach(host, new CallerOptions { Name = " " }), Throws.ArgumentException);
        SynchronizationContext.SetSynchronizationContext(_pump);
        try
        {
            Assert.That(() => Caller.ForCurrentThread(new CallerOptions { Name = " " }), Throws.ArgumentException);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        Assert.That(_pump.Posts, Is.Zero, "none of it came as far as the host");
        var caller = Caller.Attach(host, new CallerOptions { Host = host });
        _pump.TurnAll();
        Assert.That(caller.IsRunning, Is.True, "the same host is no other one");
        _pump.End(caller);
    }

    // Alone: it is about all callers of the process.
    [Test]
    [NonParallelizable]
    public void MainThread_IsAGuestOfAContext_AndNoneInVirtualTime()
    {
        Assert.That(() => Caller.MainThread, Throws.InvalidOperationException.With.Message.Contains("did not create"));
        var clock = new HistoricalScheduler();
        var inTime = Caller.Attach(CallerHost.From(clock));
        Assert.That(inTime.RunUntil(inTime.CallSoon(() => inTime.IsRunning)), Is.True);
        Assert.That(() => Caller.MainThread, Throws.InvalidOperationException);

        var guest = _pump.Attach();
        _pump.TurnAll();

        Assert.That(Caller.MainThread, Is.SameAs(guest));
        _pump.End(guest);
        inTime.Stop();
        clock.Start();
    }

    [Test]
    public void ASecondHostOnAThread_IsRefusedByName()
    {
        var first = _pump.Attach(new CallerOptions { Name = "first" });
        var other = new Pump();

        Assert.That(
            () => other.Attach(new CallerOptions { Name = "second" }),
            Throws
                .InvalidOperationException.With.Message.Contains("'first'")
                .And.Message.Contains("'second'")
                .And.Message.Contains(nameof(Pump))
        );

        var late = Caller.Attach(CallerHost.From(other), new CallerOptions { Name = "late" });
        var call = late.CallSoon(static () => 1);
        other.TurnAll();
        Assert.That(() => late.Started.Wait(), Throws.InvalidOperationException.With.Message.Contains("'first'"));
        Assert.That((late.State, call.Status), Is.EqualTo((CallerState.Stopped, PendingStatus.Cancelled)));
        Assert.That(call.CancelReasons, Has.Some.Contains("'first'"));
        _pump.End(first);
    }

    [Test]
    public void ASecondGuestOfTheSameHost_IsWelcome_AndInheritsTheHome()
    {
        var first = _pump.Attach();
        var second = _pump.Attach();
        var call = second.CallSoon(static () => Caller.Current);
        _pump.TurnAll();

        Assert.That(call.Result, Is.SameAs(second));
        Assert.That(Caller.Current, Is.SameAs(first));
        _pump.End(first);
        _ = second.CallSoon(static () => { });
        _pump.TurnAll();
        Assert.That(Caller.Current, Is.SameAs(second));
        _pump.End(second);
    }

    [Test]
    public void VirtualTimeAndAGuest_ShareAThread()
    {
        var guest = _pump.Attach();
        var clock = new HistoricalScheduler();
        var inTime = Caller.Attach(CallerHost.From(clock));
        var call = guest.CallSoon(() =>
            (Caller.Current, inTime.RunUntil(inTime.CallLater(TimeSpan.FromHours(1), static () => Caller.Current)), Caller.Current)
        );

        _pump.TurnAll();

        Assert.That(call.Result, Is.EqualTo((guest, inTime, guest)));
        Assert.That(Caller.Current, Is.SameAs(guest));
        _pump.End(guest);
    }
}
