using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Contracts;

/// <summary>C50, C51, C53, C55: what Rx asks a scheduler for. C54, of virtual hosts, is a flag of the host.</summary>
public abstract partial class SchedulerContract
{
    [Test]
    public void C50_Services_AreFoundThroughTheProviderOnly()
    {
        var services = (IServiceProvider)Scheduler;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(services.GetService(typeof(string)), Is.Null);
            Assert.That(services.GetService(typeof(IScheduler)), Is.Null);
            Assert.That(services.GetService(typeof(IStopwatchProvider)), Is.InstanceOf<IStopwatchProvider>());
        }
    }

    [Test]
    public void C50_PeriodicService_IsThere()
    {
        NeedsRealTime(); // C54: in virtual time Rx's own emulation gives the ticks that the raw scheduler gives
        Assert.That(((IServiceProvider)Scheduler).GetService(typeof(ISchedulerPeriodic)), Is.InstanceOf<ISchedulerPeriodic>());
    }

    [Test]
    public void C51_LongRunning_IsNeverOffered()
    {
        Assert.That(((IServiceProvider)Scheduler).GetService(typeof(ISchedulerLongRunning)), Is.Null);
        Assert.That(Scheduler.AsLongRunning(), Is.Null);
    }

    [Test]
    public void C51_EndlessOperator_LeavesTheLoopToOthers()
    {
        var elements = 0;
        using (Observable.Repeat(1, Scheduler).Subscribe(_ => elements++))
        {
            while (elements < 100)
            {
                Drain();
            }
        }

        Drain();
        var seen = elements;
        Drain();
        Assert.That(elements, Is.EqualTo(seen));
    }

    [Test]
    public void C53_Stopwatch_BeginsAtZeroAndNeverGoesBack()
    {
        var outer = Scheduler.StartStopwatch();
        var inner = Scheduler.StartStopwatch();
        var readings = new List<TimeSpan>();
        for (var i = 0; i < 1000; i++)
        {
            readings.Add(inner.Elapsed);
        }

        Assert.That(readings[^1], Is.LessThanOrEqualTo(outer.Elapsed));
        Assert.That(readings, Is.Ordered.And.All.GreaterThanOrEqualTo(TimeSpan.Zero));
    }

    [Test]
    public void C53_Stopwatch_MeasuresADelay()
    {
        var stopwatch = Scheduler.StartStopwatch();
        var ran = Signal<TimeSpan>();
        Scheduler.Schedule(TimeSpan.FromMilliseconds(7), () => ran.SetResult(stopwatch.Elapsed));
        Assert.That(Host.Await(ran.Task), Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(7)));
    }

    [Test]
    public void C55_WithoutOptimizations_EverythingStillWorks()
    {
        var plain = Scheduler.DisableOptimizations();
        Assert.That(plain.AsPeriodic(), Is.Null);
        var ticks = Signal<IList<long>>();
        var range = Signal<IList<int>>();
        using var series = Observable.Interval(TimeSpan.FromMilliseconds(1), plain).Take(3).ToList().Subscribe(ticks.SetResult);
        using var numbers = Observable.Range(0, 100, plain).ObserveOn(plain).ToList().Subscribe(range.SetResult);
        Assert.That(Host.Await(ticks.Task), Is.EqualTo(new long[] { 0, 1, 2 }));
        Assert.That(Host.Await(range.Task), Is.EqualTo(Enumerable.Range(0, 100)));
    }
}
