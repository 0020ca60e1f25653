using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleSchedulerTests
{
    private readonly MarbleScheduler _scheduler = new();
    private readonly List<string> _order = [];

    [Test]
    public void ANewOne_StandsAtTheBeginningOfTheYear2000()
    {
        Assert.That(_scheduler.Clock, Is.Zero);
        Assert.That(_scheduler.Now, Is.EqualTo(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(_scheduler.NextDue, Is.Null);
    }

    [Test]
    public void NowOrPast_RunsAtTheSameTimeAfterWhatWasThere()
    {
        At(
            5,
            () =>
            {
                Note("first");
                At(1, () => Note("past"));
                _scheduler.Schedule(() => Note("now"));
            }
        );
        At(5, () => Note("second"));
        At(6, () => Note("later"));
        Assert.That(_scheduler.NextDue, Is.EqualTo(5));
        _scheduler.Start();
        Assert.That(_order, Is.EqualTo(["5 first", "5 second", "5 past", "5 now", "6 later"]));
        Assert.That(_scheduler.NextDue, Is.Null);
    }

    [Test]
    public void Disposed_BeforeItRuns_ItDoesNot()
    {
        At(5, () => Note("never")).Dispose();
        _scheduler.Start();
        Assert.That(_order, Is.Empty);
    }

    [Test]
    public void Disposed_AfterItRan_WhatItReturnedIsDisposed()
    {
        var handle = _scheduler.ScheduleAbsolute(0, 5, (_, _) => Disposable.Create(() => Note("disposed")));
        _scheduler.Start();
        Assert.That(_order, Is.Empty);
        handle.Dispose();
        Assert.That(_order, Is.EqualTo(["5 disposed"]));
    }

    [Test]
    public void ManyThreads_MaySchedule()
    {
        Parallel.For(0, 1000, number => At(number % 10, () => Note("ran")));
        _scheduler.Start();
        Assert.That(_order, Is.EqualTo(Enumerable.Range(0, 1000).Select(number => $"{number / 100} ran")));
    }

    [Test]
    public void TimesBeyondTheLastDay_AreTheLastDay()
    {
        _scheduler.AdvanceTo(long.MaxValue);
        Assert.That(_scheduler.Now, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    private void Note(string what) => _order.Add($"{_scheduler.Clock} {what}");

    private IDisposable At(long ticks, Action action) =>
        _scheduler.ScheduleAbsolute(
            0,
            ticks,
            (_, _) =>
            {
                action();
                return Disposable.Empty;
            }
        );
}
