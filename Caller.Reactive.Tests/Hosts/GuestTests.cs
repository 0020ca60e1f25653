using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Hosts;

public sealed class GuestTests
{
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public void Work_RunsInTheTurnsOfTheHost_InOrder()
    {
        var caller = _pump.Attach();
        List<int> log = [];
        for (var i = 0; i < 5; i++)
        {
            var n = i;
            caller.Schedule(() => log.Add(n));
        }

        Assert.That(log, Is.Empty, "never inline");
        _pump.TurnAll();
        Assert.That(log, Is.EqualTo([0, 1, 2, 3, 4]));
        _pump.End(caller);
    }

    [Test]
    public void ManyItems_TakeOneDrain_AndALook()
    {
        var caller = _pump.Attach();
        _pump.TurnAll();
        var before = _pump.Posts;

        var calls = Enumerable.Range(0, 1000).Select(_ => caller.CallSoon(static () => { })).ToList();
        Assert.That(_pump.Posts - before, Is.EqualTo(1));
        _pump.TurnAll();

        Assert.That(calls.TrueForAll(static call => call.IsDone));
        Assert.That(
            _pump.Posts - before,
            Is.LessThan(100),
            "a few; more only when the machine is so busy that the budget of time is used up"
        );
        _pump.End(caller);
    }

    [Test]
    public void AHundredThousandItems_LetTheHostRun_WithinABoundedNumberOfTurns()
    {
        var caller = _pump.Attach();
        _pump.TurnAll();
        var done = 0;
        for (var i = 0; i < 100_000; i++)
        {
            caller.Schedule(() => done++);
        }

        int? doneWhenHostRan = null;
        _pump.Post(_ => doneWhenHostRan = done, null);
        var turns = 0;
        while (doneWhenHostRan is null)
        {
            _pump.Turn();
            turns++;
        }

        Assert.That(turns, Is.LessThanOrEqualTo(2));
        Assert.That(doneWhenHostRan, Is.InRange(1, 1024));
        _pump.TurnUntil(() => done == 100_000);
        _pump.End(caller);
    }

    [Test]
    public void ItemsThatTakeTime_GiveWayAfterTheBudget()
    {
        var caller = _pump.Attach();
        _pump.TurnAll();
        var done = 0;
        for (var i = 0; i < 10; i++)
        {
            caller.Schedule(() =>
            {
                SpinFor(TimeSpan.FromMilliseconds(5));
                done++;
            });
        }

        _pump.Turn();
        Assert.That(done, Is.InRange(1, 2));
        _pump.TurnUntil(() => done == 10);
        _pump.End(caller);
    }

    [Test]
    public void ItemsThatTakeTime_OnAFakeClock_GiveWayWhenEightMillisecondsAreOver()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var caller = _pump.Attach(new CallerOptions { TimeProvider = clock });
        _pump.TurnAll();
        var done = 0;
        for (var i = 0; i < 10; i++)
        {
            caller.Schedule(() =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(2));
                done++;
            });
        }

        List<int> turns = [];
        while (done < 10)
        {
            _pump.Turn();
            turns.Add(done);
        }

        Assert.That(turns, Is.EqualTo([4, 8, 10]));
        _pump.End(caller);
    }

    [Test]
    public void AClockThatStandsStill_LeavesItToTheNumberOfItems()
    {
        var caller = _pump.Attach(new CallerOptions { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
        _pump.TurnAll();
        var done = 0;
        for (var i = 0; i < 2500; i++)
        {
            caller.Schedule(() => done++);
        }

        List<int> turns = [];
        while (done < 2500)
        {
            _pump.Turn();
            turns.Add(done);
        }

        Assert.That(turns, Is.EqualTo([1024, 2048, 2500]));
        _pump.End(caller);
    }

    [Test]
    public void Items_MayFeedThemselves_WithoutStarvingTheHost()
    {
        var caller = _pump.Attach();
        var host = 0;
        using var endless = caller.Schedule(self => self());
        for (var i = 0; i < 10; i++)
        {
            _pump.Post(_ => host++, null);
        }

        for (var i = 0; i < 40; i++)
        {
            _pump.Turn();
        }

        Assert.That(host, Is.EqualTo(10));
        endless.Dispose();
        _pump.End(caller);
    }

    [Test]
    public void Timers_GoByTheClock_AndWakeTheHost()
    {
        var caller = _pump.Attach();
        var fired = new List<long>();
        using var interval = Observable.Interval(TimeSpan.FromMilliseconds(15), caller).Take(3).Subscribe(fired.Add);
        var later = caller.CallLater(TimeSpan.FromMilliseconds(20), () => Caller.Current);

        _pump.TurnUntil(() => fired.Count == 3 && later.IsDone);

        Assert.That(later.Result, Is.SameAs(caller));
        _pump.End(caller);
    }

    [Test]
    public void Timers_OnAFakeClock_FireWhenItIsMoved()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var caller = _pump.Attach(new CallerOptions { TimeProvider = clock });
        var later = caller.CallLater(TimeSpan.FromHours(1), static () => 1);
        _pump.TurnAll();

        clock.Advance(TimeSpan.FromMinutes(59));
        _pump.TurnAll();
        Assert.That(later.IsDone, Is.False);
        clock.Advance(TimeSpan.FromMinutes(1));
        _pump.TurnAll();

        Assert.That(later.Result, Is.EqualTo(1));
        _pump.End(caller);
    }

    [Test]
    public void Timers_GoByTheClockOfTheHost_UnlessTheOptionsNameAnother([Values] bool named)
    {
        var hosts = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var other = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var caller = Caller.Attach(new ClockedHost(_pump, hosts), new CallerOptions { TimeProvider = named ? other : null });
        var later = caller.CallLater(TimeSpan.FromHours(1), static () => 1);
        Assert.That(caller.Now, Is.EqualTo((named ? other : hosts).GetUtcNow()));
        _pump.TurnAll();

        (named ? hosts : other).Advance(TimeSpan.FromHours(2));
        _pump.TurnAll();
        Assert.That(later.IsDone, Is.False);
        (named ? other : hosts).Advance(TimeSpan.FromHours(1));
        _pump.TurnAll();

        Assert.That(later.IsDone, Is.True);
        _pump.End(caller);
    }

    private sealed class ClockedHost(Pump pump, TimeProvider clock) : CallerHost
    {
        public override string Name => "clocked";

        public override TimeProvider TimeProvider => clock;

        public override bool CheckAccess() => SynchronizationContext.Current == pump;

        public override void Post(Action drain) => pump.Post(_ => drain(), null);
    }

    [Test]
    public void Await_ComesHome_FromAnotherThread()
    {
        var caller = _pump.Attach();
        var call = caller.CallSoon(async () =>
        {
            await Task.Run(static () => { });
            return (Caller.Current, Thread.CurrentThread);
        });

        _pump.TurnUntil(() => call.IsDone);

        Assert.That(call.Result, Is.EqualTo((caller, Thread.CurrentThread)));
        _pump.End(caller);
    }

    [Test]
    public void ManyThreads_LoseNothing()
    {
        var caller = _pump.Attach();
        var ran = 0;
        const int threads = 4;
        const int each = 5_000;
        var producers = Enumerable
            .Range(0, threads)
            .Select(_ =>
                Task.Run(() =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        caller.Schedule(() => ran++);
                    }
                })
            )
            .ToArray();

        _pump.TurnUntil(() => ran == threads * each);

        Assert.That(Task.WaitAll(producers, TimeSpan.FromSeconds(20)));
        _pump.End(caller);
    }

    [Test]
    public void TheHost_KnowsThatAnOperationGoesOn_AsLongAsTheGuestLives()
    {
        var caller = _pump.Attach();
        Assert.That(_pump.Operations, Is.EqualTo(1));
        _pump.End(caller);
        Assert.That(_pump.Operations, Is.Zero);
    }

    [Test]
    public void AnItemThatThrows_ThrowsIntoTheHost_AndTheRestStillRuns()
    {
        var caller = _pump.Attach();
        var ran = false;
        caller.Schedule(static () => throw new InvalidTimeZoneException());
        caller.Schedule(() => ran = true);

        Assert.That(_pump.TurnAll, Throws.TypeOf<InvalidTimeZoneException>());
        Assert.That(caller.CheckAccess(), Is.True, "at home still");
        _pump.TurnAll();

        Assert.That(ran);
        _pump.End(caller);
    }

    [Test]
    public void Run_OfAGuest_IsRefused()
    {
        var caller = _pump.Attach();
        Assert.That(caller.Run, Throws.InvalidOperationException.With.Message.Contains(nameof(Pump)));
        Assert.That(() => caller.RunUntil(caller.Stopped), Throws.InvalidOperationException);
        _pump.End(caller);
    }

    private static void SpinFor(TimeSpan time)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => System.Diagnostics.Stopwatch.GetElapsedTime(started) >= time);
    }
}
