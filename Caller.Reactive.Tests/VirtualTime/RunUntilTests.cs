using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

public sealed class RunUntilTests
{
    private readonly TestScheduler _clock = new();

    [Test]
    public async Task AnHourOfWork_TakesNoTime()
    {
        await using var caller = VirtualCaller.On(_clock);
        var call = caller.CallSoon(async () =>
        {
            for (var minute = 0; minute < 60; minute++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), caller.TimeProvider);
            }

            return "done";
        });

        Assert.That(caller.RunUntil(call), Is.EqualTo("done"));
        Assert.That(_clock.Clock, Is.EqualTo(TimeSpan.TicksPerHour + 61));
    }

    [Test]
    public async Task ItStopsWhenThePendingHasEnded_ThoughAnIntervalGoesOn()
    {
        await using var caller = VirtualCaller.On(_clock);
        var beats = 0;
        using var clock = Observable.Interval(TimeSpan.FromTicks(10), caller).Subscribe(_ => beats++);

        caller.RunUntil(caller.CallLater(TimeSpan.FromTicks(35), static () => { }));

        Assert.That((beats, _clock.Clock), Is.EqualTo((3, 35L)));
    }

    [Test]
    public async Task NothingLeftToRun_ThrowsAndNamesWhatIsPending()
    {
        await using var caller = VirtualCaller.On(_clock, new CallerOptions { Name = "shell" });
        var source = new PendingSource<int>(new CallOptions { Name = "an answer" });
        var call = caller.ScheduleCall(async _ => await source.Pending + 1, new CallOptions { Name = "the question" });
        _ = caller.ToThread(async () => await source.Pending);

        var error = Assert.Throws<VirtualDeadlockException>(() => caller.RunUntil(source.Pending));

        Assert.That(error.Message, Does.Contain("'an answer'").And.Contain("'the question'").And.Contain("'shell worker 1'"));
        Assert.That(error.Unfinished, Does.Contain(call));
        source.TrySetResult(41);
        Assert.That(caller.RunUntil(call), Is.EqualTo(42), "it can be driven again");
    }

    [Test]
    public async Task ARealDelay_IsADeadlock()
    {
        await using var caller = VirtualCaller.On(_clock);
        var call = caller.CallSoon(static () => Task.Delay(TimeSpan.FromDays(1)));

        Assert.Throws<VirtualDeadlockException>(() => caller.RunUntil(call));
    }

    [Test]
    public async Task AnActionThatThrows_ComesOut_AndTheSchedulerGoesOn([Values] bool byRunUntil)
    {
        await using var caller = VirtualCaller.On(_clock);
        caller.Schedule(static () => throw new InvalidTimeZoneException());
        var call = caller.CallLater(VirtualCaller.Ticks(10), () => _clock.Clock);

        Assert.Throws<InvalidTimeZoneException>(() =>
        {
            if (byRunUntil)
            {
                caller.RunUntil(call);
            }
            else
            {
                _clock.Start();
            }
        });

        Assert.That(_clock.IsEnabled, Is.False);
        Assert.That(caller.RunUntil(call), Is.EqualTo(10));
    }

    [Test]
    public async Task ABareActionThatThrows_ComesOut_AndTheSchedulerGoesOn()
    {
        await using var caller = VirtualCaller.On(_clock);
        _clock.Schedule(static () => throw new InvalidTimeZoneException());
        var call = caller.CallLater(VirtualCaller.Ticks(10), () => _clock.Clock);

        Assert.Throws<InvalidTimeZoneException>(() => caller.RunUntil(call));
        Assert.That(caller.RunUntil(call), Is.EqualTo(10));
    }

    [Test]
    public async Task ASchedulerThatIsStoppedInBetween_IsDrivenOn()
    {
        await using var caller = VirtualCaller.On(_clock);
        _ = caller.CallLater(VirtualCaller.Ticks(5), _clock.Stop);

        Assert.That(caller.RunUntil(caller.CallLater(VirtualCaller.Ticks(10), () => _clock.Clock)), Is.EqualTo(10));
    }

    [Test]
    public async Task Inside_ItIsRefused()
    {
        await using var caller = VirtualCaller.On(_clock);
        var other = caller.CallLater(VirtualCaller.Ticks(10), static () => 1);
        var call = caller.CallSoon(() => caller.RunUntil(other));

        Assert.That(() => caller.RunUntil(call), Throws.InvalidOperationException.With.Message.Contains("running already"));
    }

    [Test]
    public async Task Wait_WhereItWouldBlockForEver_Throws()
    {
        await using var caller = VirtualCaller.On(_clock);
        var child = caller.Get("child");
        var pending = child.CallLater(VirtualCaller.Ticks(10), static () => 1);
        var inside = caller.CallSoon(() => pending.Wait());

        Assert.That(() => pending.Wait(), Throws.InvalidOperationException.With.Message.Contains("RunUntil"));
        Assert.That(() => caller.RunUntil(inside), Throws.InvalidOperationException.With.Message.Contains("same virtual clock"));
        Assert.That(() => child.SynchronizationContext.Send(static _ => { }, null), Throws.InvalidOperationException);
        Assert.That(caller.RunUntil(pending), Is.EqualTo(1));
        Assert.That(pending.Wait(), Is.EqualTo(1));
    }

    [Test]
    public void Run_DrivesUntilMainHasEnded_AndStops()
    {
        Caller? seen = null;
        var result = Caller.Run(
            async caller =>
            {
                seen = caller;
                await Task.Delay(TimeSpan.FromHours(1), caller.TimeProvider);
                return _clock.Clock / TimeSpan.TicksPerHour;
            },
            new CallerOptions { Host = CallerHost.From(_clock) }
        );

        Assert.That(result, Is.EqualTo(1));
        Assert.That(seen!.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task Create_KeepsWorkUntilItIsStarted()
    {
        await using var caller = Caller.Create(new CallerOptions { Host = CallerHost.From(_clock) });
        var soon = caller.CallSoon(() => _clock.Clock);
        var later = caller.CallLater(VirtualCaller.Ticks(20), () => _clock.Clock);

        _clock.AdvanceTo(5);
        Assert.That((soon.Status, caller.State), Is.EqualTo((PendingStatus.Queued, CallerState.Created)));
        caller.Start();

        Assert.That(caller.RunUntil(soon), Is.EqualTo(6));
        Assert.That(caller.RunUntil(later), Is.EqualTo(20));
    }

    [Test]
    public void Historical_HopsAreFree()
    {
        var historical = new HistoricalScheduler(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        var caller = VirtualCaller.On(historical);
        var start = historical.Clock;

        var call = caller.CallSoon(async () =>
        {
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMinutes(90), caller.TimeProvider);
            await Task.Yield();
            return historical.Clock;
        });

        Assert.That(caller.RunUntil(call), Is.EqualTo(start.AddMinutes(90)));
    }

    [Test]
    public void VirtualTimeOfOtherTypes_CanBeGivenByType()
    {
        var steps = new Steps();
        var caller = Caller.Attach(CallerHost.From(steps));

        Assert.That(caller.RunUntil(caller.CallLater(TimeSpan.FromTicks(3), () => steps.Clock)), Is.EqualTo(3));
    }

    [Test]
    public void AnotherClock_IsRefused() =>
        Assert.That(
            () => VirtualCaller.On(_clock, new CallerOptions { TimeProvider = TimeProvider.System }),
            Throws.ArgumentException.With.Message.Contains("TimeProvider")
        );

    /// <summary>Counts in int.</summary>
    private sealed class Steps() : VirtualTimeScheduler<int, int>(0, Comparer<int>.Default)
    {
        protected override int Add(int absolute, int relative) => absolute + relative;

        protected override DateTimeOffset ToDateTimeOffset(int absolute) => new(absolute, TimeSpan.Zero);

        protected override int ToRelative(TimeSpan timeSpan) => (int)timeSpan.Ticks;
    }
}
