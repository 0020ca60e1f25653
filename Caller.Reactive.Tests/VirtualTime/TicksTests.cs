using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>V1, C54: an operator that is given the caller does everything at the ticks of the bare scheduler.</summary>
public sealed class TicksTests : ReactiveTest
{
    private static IEnumerable<TestCaseData> Operators()
    {
        static TestCaseData Case(string name, Func<IScheduler, IObservable<long>, IObservable<object>> make) =>
            new TestCaseData(make).SetArgDisplayNames(name);

        yield return Case(
            "Interval",
            static (scheduler, _) => Observable.Interval(TimeSpan.FromTicks(30), scheduler).Select(static x => (object)x)
        );
        yield return Case(
            "Timer",
            static (scheduler, _) => Observable.Timer(TimeSpan.FromTicks(50), scheduler).Select(static x => (object)x)
        );
        yield return Case(
            "TimerAndPeriod",
            static (scheduler, _) => Observable.Timer(TimeSpan.FromTicks(5), TimeSpan.FromTicks(7), scheduler).Select(static x => (object)x)
        );
        yield return Case("Range", static (scheduler, _) => Observable.Range(1, 20, scheduler).Select(static x => (object)x));
        yield return Case(
            "Throttle",
            static (scheduler, source) => source.Throttle(TimeSpan.FromTicks(15), scheduler).Select(static x => (object)x)
        );
        yield return Case(
            "Delay",
            static (scheduler, source) => source.Delay(TimeSpan.FromTicks(17), scheduler).Select(static x => (object)x)
        );
        yield return Case(
            "Sample",
            static (scheduler, source) => source.Sample(TimeSpan.FromTicks(20), scheduler).Select(static x => (object)x)
        );
        yield return Case(
            "Buffer",
            static (scheduler, source) => source.Buffer(TimeSpan.FromTicks(40), scheduler).Select(static x => (object)string.Join(',', x))
        );
        yield return Case(
            "Timeout",
            static (scheduler, source) => source.Timeout(TimeSpan.FromTicks(35), scheduler).Select(static x => (object)x)
        );
        yield return Case("TimeInterval", static (scheduler, source) => source.TimeInterval(scheduler).Select(static x => (object)x));
        yield return Case("Timestamp", static (scheduler, source) => source.Timestamp(scheduler).Select(static x => (object)x));
        yield return Case("ObserveOn", static (scheduler, source) => source.ObserveOn(scheduler).Select(static x => (object)x));
        yield return Case("SubscribeOn", static (scheduler, source) => source.SubscribeOn(scheduler).Select(static x => (object)x));
        yield return Case(
            "DelaySubscription",
            static (scheduler, source) => source.DelaySubscription(TimeSpan.FromTicks(9), scheduler).Select(static x => (object)x)
        );
        yield return Case(
            "Generate",
            static (scheduler, _) =>
                Observable.Generate(
                    0,
                    static x => x < 5,
                    static x => x + 1,
                    static x => (object)x,
                    static x => TimeSpan.FromTicks(x * 3),
                    scheduler
                )
        );
        yield return Case(
            "TakeUntilTime",
            static (scheduler, source) => source.TakeUntil(new DateTimeOffset(270, TimeSpan.Zero), scheduler).Select(static x => (object)x)
        );
        yield return Case(
            "WindowCount",
            static (scheduler, source) => source.Window(TimeSpan.FromTicks(30), scheduler).Merge().Select(static x => (object)x)
        );
    }

    [TestCaseSource(nameof(Operators))]
    public void AnOperator_OnTheCaller_HasTheTicksOfTheBareScheduler(Func<IScheduler, IObservable<long>, IObservable<object>> make)
    {
        var bare = Record(make, static inner => inner);
        var ours = Record(make, static inner => VirtualCaller.On(inner));

        Assert.That(bare, Is.Not.Empty, "the scenario itself");
        Assert.That(ours, Is.EqualTo(bare));
    }

    [Test]
    public void ImmediateAndTimedWork_HasTheOrderAndTicksOfTheBareScheduler()
    {
        var (bare, ours) = VirtualCaller.Compare(
            static (scheduler, clock, log) =>
            {
                void Note(string what) => log.Add($"{clock.Clock} {what}");
                scheduler.Schedule(() => Note("a"));
                scheduler.Schedule(VirtualCaller.Ticks(5), () => Note("five"));
                scheduler.Schedule(VirtualCaller.Ticks(5), () => Note("five again"));
                scheduler.Schedule(new DateTimeOffset(3, TimeSpan.Zero), () => Note("absolute three"));
                scheduler.Schedule(VirtualCaller.Ticks(-4), () => Note("past"));
                scheduler.Schedule(self => scheduler.Schedule(() => Note("nested")));
                scheduler.Schedule(VirtualCaller.Ticks(4), () => Note("never")).Dispose();
                clock.Start();
                Note("end");
            }
        );

        Assert.That(ours, Is.EqualTo(bare));
        Assert.That(ours, Is.EqualTo(["1 a", "1 past", "2 nested", "3 absolute three", "5 five", "5 five again", "5 end"]));
    }

    [Test]
    public void Services_InVirtualTime_AreTheStopwatchAlone()
    {
        IServiceProvider services = VirtualCaller.On(new TestScheduler());

        Assert.That(services.GetService(typeof(ISchedulerPeriodic)), Is.Null);
        Assert.That(services.GetService(typeof(ISchedulerLongRunning)), Is.Null);
        Assert.That(services.GetService(typeof(IStopwatchProvider)), Is.Not.Null);
    }

    [Test]
    public void SchedulePeriodic_OfTheCaller_TicksAtMultiplesOfThePeriod()
    {
        var inner = new TestScheduler();
        var caller = VirtualCaller.On(inner);
        List<long> ticks = [];

        var series = caller.SchedulePeriodic(
            0,
            VirtualCaller.Ticks(10),
            count =>
            {
                ticks.Add(inner.Clock);
                return count + 1;
            }
        );
        inner.AdvanceTo(35);
        series.Dispose();
        inner.AdvanceTo(100);

        Assert.That(ticks, Is.EqualTo([10L, 20L, 30L]));
    }

    [Test]
    public void VeryLongDelays_NeverRun_AndDoNotMoveTheClock()
    {
        var inner = new TestScheduler();
        var caller = VirtualCaller.On(inner);
        var ran = false;

        caller.Schedule(TimeSpan.MaxValue, () => ran = true);
        var later = caller.CallLater(TimeSpan.MaxValue, () => ran = true);
        inner.Start();

        Assert.That(ran, Is.False);
        Assert.That(inner.Clock, Is.Zero);
        Assert.That(later.Cancel(), Is.True);
        Assert.That(later.IsDone, Is.True);
    }

    [Test]
    public void ACancelledTimer_LeavesTheScheduler_AndDoesNotMoveTheClock()
    {
        var inner = new TestScheduler();
        var caller = VirtualCaller.On(inner);

        caller.Schedule(VirtualCaller.Ticks(1000), static () => { }).Dispose();
        caller.CallLater(VirtualCaller.Ticks(2000), static () => { }).Cancel();
        inner.Start();

        Assert.That(inner.Clock, Is.Zero);
    }

    private static List<string> Record(
        Func<IScheduler, IObservable<long>, IObservable<object>> make,
        Func<TestScheduler, IScheduler> choose
    )
    {
        var inner = new TestScheduler();
        var scheduler = choose(inner);
        var source = inner.CreateHotObservable(
            OnNext(150, 1L),
            OnNext(210, 2L),
            OnNext(215, 3L),
            OnNext(240, 4L),
            OnNext(241, 5L),
            OnNext(300, 6L),
            OnCompleted<long>(310)
        );
        var observer = inner.Start(() => make(scheduler, source), 100, 200, 400);
        return
        [
            .. observer.Messages.Select(message => $"{message.Time} {message.Value}"),
            .. source.Subscriptions.Select(subscription => $"{subscription.Subscribe}-{subscription.Unsubscribe}"),
        ];
    }
}
