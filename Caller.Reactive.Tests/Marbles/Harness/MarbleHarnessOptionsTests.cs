using System.Reactive.Linq;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleHarnessOptionsTests
{
    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    [Test]
    public void WhatIsNotSaid_IsTheDefault()
    {
        using var marbles = new MarbleHarness();
        var options = marbles.Options;
        Assert.That((options, options.Timing), Is.EqualTo((MarbleHarnessOptions.Default, MarbleOptions.Default)));
        Assert.That((options.Scheduler, options.Resolution), Is.EqualTo((default(object), default(TimeSpan?))));
        Assert.That(
            (options.AllowUnfinishedWork, options.AllowLiveChildren, options.AllowStrayExceptions),
            Is.EqualTo((false, false, false))
        );
        Assert.That((options.Patience, options.RealTimeLimit), Is.EqualTo((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10))));
        Assert.That((marbles.Scheduler.GetType(), marbles.Now), Is.EqualTo((typeof(MarbleScheduler), TimeSpan.Zero)));
    }

    [Test]
    public void Timing_IsThatOfTheRows()
    {
        using var marbles = new MarbleHarness(new() { Timing = Rows.TenMs });
        var lane = marbles.Observe("out", marbles.Cold("source", "-a|"));
        var run = marbles.Run(title: "slow");
        Assert.That(lane.Events[0].Ticks, Is.EqualTo(Ms(10).Ticks));
        Assert.That((run.Frame, run.Title), Is.EqualTo((Ms(10), "slow")));
    }

    [Test]
    public void TimeZero_IsWhereTheClockOfTheSchedulerStands()
    {
        var clock = new MarbleScheduler();
        clock.AdvanceTo(Ms(5).Ticks);
        using var marbles = new MarbleHarness(new() { Scheduler = clock });
        marbles.Observe("out", marbles.Cold("source", "-a|")).Expect("-a|");
        Assert.That((marbles.Scheduler, marbles.Now), Is.EqualTo((clock, TimeSpan.Zero)));
        marbles.Run();
    }

    [TestCase(null, 1.5)]
    [TestCase(1, 1.0)]
    [TestCase(5, 0.0)]
    public void Resolution_RoundsDownWhatIsRecorded(int? resolution, double expected)
    {
        using var marbles = new MarbleHarness(new() { Resolution = resolution is { } ms ? Ms(ms) : null });
        var lane = marbles.Record("out");
        marbles.At("1.5ms", () => lane.Value("a"));
        marbles.Run();
        Assert.That(lane.Events[0].Ticks, Is.EqualTo((long)(expected * TimeSpan.TicksPerMillisecond)));
    }

    [TestCase(10, true)]
    [TestCase(5, false)]
    public void Patience_IsCountedFromTheLastMark(int milliseconds, bool passes)
    {
        using var marbles = new MarbleHarness(new() { Patience = Ms(milliseconds) });
        marbles.Observe("out", marbles.Cold("source", "----a|").Delay(Ms(8), marbles.Scheduler));
        Assert.That(
            () => marbles.Run(),
            passes ? Throws.Nothing : Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("The run does not end: at 10ms")
        );
    }

    [Test]
    public void RealTimeLimit_EndsTheWaitForACallerThatDoesNotStop()
    {
        var never = new TaskCompletionSource();
        Caller gui;
        using (var marbles = new MarbleHarness(new() { AllowUnfinishedWork = true, RealTimeLimit = TimeSpan.Zero }))
        {
            gui = marbles.Caller("gui", new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
            gui.CallSoon(() => never.Task);
            marbles.Run(Ms(1));
        }

        Assert.That(gui.State, Is.EqualTo(CallerState.Stopping));
    }

    [Test]
    public void RealTimeLimit_EndsTheHoldingOfTime()
    {
        using var marbles = new MarbleHarness(new() { RealTimeLimit = TimeSpan.Zero });
        marbles.HoldTime(new PendingSource<int>().Pending);
        Assert.That(() => marbles.Run(), Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("Time was held"));
    }
}
