using System.Reactive.Concurrency;
using System.Reactive.Linq;
using CallerReactive.Marbles;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.Marbles;

public class MarbleHarnessTests
{
    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static IEnumerable<VirtualTimeScheduler<long, long>> Schedulers() => [new MarbleScheduler(), new TestScheduler()];

    [Test]
    public void ColdOnCaller_AnyVirtualScheduler_KeepsItsFrames(
        [ValueSource(nameof(Schedulers))] VirtualTimeScheduler<long, long> scheduler
    )
    {
        using var marbles = new MarbleHarness(new() { Scheduler = scheduler });
        var gui = marbles.Caller("gui");
        var source = marbles.Cold("source", "--a--(bc)-#");
        marbles.Observe("out", source.ObserveOn(gui)).Expect("--a--(bc)-#").ExpectOn("gui");
        source.ExpectSubscriptions("^---------!");
        var run = marbles.Run();
        Assert.That(run.Outputs[0].Print().Text, Is.EqualTo("--a--(bc)-#"));
    }

    [Test]
    public void Hot_LateSubscriber_SeesTheRestOnly()
    {
        using var marbles = new MarbleHarness();
        var source = marbles.Hot("source", "x-^-a-b-c-|");
        marbles.Observe("early", source).Expect("--a-b-c-|");
        marbles.Observe("late", source, "---^--!").Expect("----b---");
        source.ExpectSubscriptions("^-------!", "---^--!");
        var run = marbles.Run();
        Assert.That(run.StartTicks, Is.EqualTo(-2 * TimeSpan.TicksPerMillisecond));
    }

    [Test]
    public void Pending_EndsAsItsRow([Values("--a|", "--|", "--#", "--!")] string row)
    {
        using var marbles = new MarbleHarness();
        marbles.Observe("out", marbles.Pending("source", row)).Expect(row);
        Assert.That(marbles.Run().Outputs[0].Events, Is.Not.Empty);
    }

    [Test]
    public void AsyncStream_SlowConsumer_GetsLateOnesAtOnce()
    {
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        var source = marbles.Async("source", "-ab---c|");
        marbles.Observe("out", source, gui, async _ => await Task.Delay(Ms(3), gui.TimeProvider)).Expect("-a--b--c--|").ExpectOn("gui");
        Assert.That(marbles.Run().Inputs[0].Print().Text, Is.EqualTo("-a--b--c--|"));
    }

    [Test]
    public void Lane_OfACaller_HasItsLifeAndCalls()
    {
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        marbles.At("2ms", () => gui.CallSoon(marbles.Call("a")));
        marbles.At("3ms", () => gui.CallSoon(marbles.Work("w", Ms(4))));
        marbles.At("10ms", () => gui.Stop());
        marbles.Lane("gui").Expect("^-aw------(!|)");
        var lane = marbles.Run().Outputs.Single();
        Assert.That(lane.Events[2].DurationTicks, Is.EqualTo(Ms(4).Ticks));
    }

    [Test]
    public void ToThread_OfAVirtualCaller_RunsInVirtualTime()
    {
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        marbles.At("2ms", () => marbles.Observe("out", gui.ToThread(marbles.Work("a", Ms(3)))).Expect("-----a|"));
        Assert.That(marbles.Run().Outputs, Has.Count.EqualTo(2));
    }

    [Test]
    public void Group_ItsMembersAndItsEnd_AreRecorded()
    {
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        marbles.Group("members", gui, StartTwo, new() { Timeout = Ms(5) }).Expect("--a--(2|)");
        marbles.Run();

        Task StartTwo(PendingGroup group)
        {
            gui.CallSoon(marbles.Work("a", Ms(2)));
            gui.CallSoon(marbles.Work("b", Ms(9)));
            return Task.CompletedTask;
        }
    }

    [Test]
    public void HoldTime_WorkOfAnotherThread_TakesNoTime()
    {
        using var marbles = new MarbleHarness();
        using var gui = new ManualResetEventSlim();
        var source = new PendingSource<string>();
        marbles.Observe("out", source.Pending).Expect("--a|");
        marbles.At(
            "2ms",
            () =>
            {
                marbles.HoldTime(source.Pending);
                new Thread(() => source.TrySetResult("a")).Start();
            }
        );
        marbles.At("3ms", () => Assert.That(source.Pending.IsDone));
        marbles.Run();
    }

    [Test]
    public void HoldTime_WhatIsDue_StillRuns()
    {
        using var marbles = new MarbleHarness();
        var source = new PendingSource<string>();
        marbles.Observe("out", source.Pending).Expect("--a|");
        marbles.At("2ms", () => marbles.HoldTime(source.Pending));
        marbles.At("2ms", () => source.TrySetResult("a"));
        marbles.Run();
    }

    [Test]
    public void Run_AnotherTime_ShowsBothRows()
    {
        using var marbles = new MarbleHarness();
        marbles.Observe("out", marbles.Cold("source", "--a-|")).Expect("-a--|");
        var failure = Assert.Throws<MarbleAssertionException>(() => marbles.Run());
        Assert.That(failure.Message, Does.Contain("expected  -a--|").And.Contain("actual    --a-|").And.Contain("at frame 1 (1ms)"));
    }

    [Test]
    public void Run_OnAnotherCaller_Fails()
    {
        using var marbles = new MarbleHarness();
        marbles.Observe("out", marbles.Cold("source", "a|")).ExpectOn("gui");
        Assert.That(() => marbles.Run(), Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("a at 0ms happened on no caller"));
    }

    [Test]
    public void Run_StrayException_FailsUnlessAllowed([Values] bool allow)
    {
        using var marbles = new MarbleHarness(new() { AllowStrayExceptions = allow });
        var gui = marbles.Caller("gui");
        marbles.At("2ms", () => gui.Schedule(() => throw new TimeoutException("too late")));
        Assert.That(
            () => marbles.Run(),
            allow ? Throws.Nothing : Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("2ms: an exception on gui")
        );
    }

    [Test]
    public void Run_StrayExceptionThatTheRowExpects_Passes()
    {
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        marbles.At("2ms", () => gui.Schedule(() => throw new TimeoutException("too late")));
        marbles.Lane("gui").Expect("^-#-");
        Assert.That(() => marbles.Run(), Throws.Nothing);
    }

    [Test]
    public void Run_LiveChild_FailsUnlessAllowed([Values] bool allow)
    {
        using var marbles = new MarbleHarness(new() { AllowLiveChildren = allow });
        var gui = marbles.Caller("gui");
        marbles.At("2ms", () => gui.Get("child"));
        Assert.That(
            () => marbles.Run(),
            allow ? Throws.Nothing : Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("the child child of gui")
        );
    }

    [Test]
    public void Run_UnfinishedPending_FailsUnlessAllowedOrExpected([Values("", "allow", "expect")] string how)
    {
        using var marbles = new MarbleHarness(new() { AllowUnfinishedWork = how == "allow" });
        var lane = marbles.Observe("out", marbles.Pending("source", "---"));
        if (how == "expect")
            lane.Expect("---");
        Assert.That(
            () => marbles.Run(),
            how.Length > 0 ? Throws.Nothing : Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("pending out has not ended")
        );
    }

    [Test]
    public void Run_TimerLeft_FailsUnlessAllowed([Values] bool allow)
    {
        using var marbles = new MarbleHarness(new() { AllowUnfinishedWork = allow });
        var gui = marbles.Caller("gui");
        gui.SchedulePeriodic(0, Ms(2), _ => 0);
        Assert.That(
            () => marbles.Run(Ms(5)),
            allow ? Throws.Nothing : Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("something is due at 6ms")
        );
    }

    [Test]
    public void Run_EndlessWithoutAnEnd_Fails()
    {
        using var marbles = new MarbleHarness();
        marbles.Observe("out", Observable.Interval(Ms(2), marbles.Scheduler));
        Assert.That(() => marbles.Run(), Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("does not end"));
    }

    [Test]
    public void Run_WithAnEnd_IncludesItsLastMoment()
    {
        using var marbles = new MarbleHarness(new() { AllowUnfinishedWork = true });
        marbles.Observe("out", Observable.Interval(Ms(2), marbles.Scheduler)).Expect("--0-1-2");
        marbles.Run(Ms(6));
    }

    [Test]
    public void Run_Twice_Refused()
    {
        using var marbles = new MarbleHarness();
        marbles.Run();
        Assert.That(() => marbles.Run(), Throws.InvalidOperationException);
    }

    [Test]
    public void Run_ExceptionOnNoCaller_IsThrown()
    {
        using var marbles = new MarbleHarness();
        marbles.At("1ms", () => throw new TimeoutException());
        Assert.That(() => marbles.Run(), Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public void Scheduler_WithoutDelayForEver_Throws()
    {
        using var marbles = new MarbleHarness();
        marbles.At("1ms", () => marbles.Scheduler.Schedule(again => again()));
        Assert.That(() => marbles.Run(), Throws.InvalidOperationException.With.Message.Contains("Time stands still at 1ms"));
    }

    [Test]
    public void Dispose_StopsAllCallers()
    {
        Caller gui;
        using (var marbles = new MarbleHarness(new() { AllowUnfinishedWork = true }))
        {
            gui = marbles.Caller("gui");
            gui.CallSoon(marbles.Work("w", TimeSpan.FromHours(1)));
            marbles.Run(Ms(1));
        }

        Assert.That(gui.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public void Recording_ManyThreads_LosesNothing()
    {
        using var marbles = new MarbleHarness();
        var lane = marbles.Record("out");
        Parallel.For(0, 1_000, index => lane.Value(index));
        Assert.That(
            lane.Events.Select(e => e.Label),
            Is.EquivalentTo(Enumerable.Range(0, 1_000).Select(index => MarbleRecording.Label(index)))
        );
    }

    [Test]
    public void BigRow_AHundredThousandFrames_RunsWithoutTrouble()
    {
        var row = string.Concat(Enumerable.Repeat("-a", 50_000)) + "|";
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        marbles.Observe("out", marbles.Cold("source", row).ObserveOn(gui)).Expect(row);
        Assert.That(marbles.Run().Outputs[0].Events, Has.Count.EqualTo(50_001));
    }

    [Test]
    public void LongRow_AnHourInMilliseconds_RunsWithoutTrouble()
    {
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        marbles.Observe("out", marbles.Cold("source", "60m a|").Delay(Ms(3), gui)).Expect("60m 3ms a|");
        marbles.Run();
        Assert.That(marbles.Now, Is.GreaterThan(TimeSpan.FromHours(1)));
    }
}
