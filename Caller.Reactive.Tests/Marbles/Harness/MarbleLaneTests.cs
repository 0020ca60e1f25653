using System.Reactive.Concurrency;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>Callers and groups as lanes.</summary>
public class MarbleLaneTests
{
    private readonly MarbleHarness _marbles = new();

    [TearDown]
    public void End() => _marbles.Dispose();

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    [Test]
    public void Caller_ThatIsNotStarted_WaitsForItsStart()
    {
        var gui = _marbles.Caller(
            "gui",
            new CallerOptions
            {
                MaxWorkers = 3,
                Name = "no",
                StopTimeout = Ms(7),
            },
            start: false
        );
        Assert.That((gui.Name, gui.State), Is.EqualTo(("gui", CallerState.Created)));
        _marbles.At("2ms", gui.Start);
        _marbles.Lane("gui").Expect("--^");
        _marbles.Run();
    }

    [Test]
    public void Watch_AChild_HasALaneOfItsName()
    {
        var gui = _marbles.Caller("gui");
        _marbles.At(
            "2ms",
            () =>
            {
                var child = gui.Get("some child");
                Assert.That(_marbles.Watch(child), Is.SameAs(_marbles.Lane("some.child")));
                _marbles.At("4ms", () => child.Schedule(static () => throw new TimeoutException()));
                _marbles.At("6ms", () => child.Stop());
            }
        );
        _marbles.Lane("some child").Expect("--^-#-(!|)");
        _marbles.Run();
    }

    [Test]
    public void Mark_OnNoCaller_IsRefused() => Assert.That(() => _marbles.Mark("a"), Throws.InvalidOperationException);

    [Test]
    public void Mark_WritesIntoTheLaneOfTheCallerThatRuns()
    {
        var gui = _marbles.Caller("gui");
        _marbles.Caller("other");
        _marbles.At("1ms", () => gui.CallSoon(() => _marbles.Mark("a")));
        _marbles.Lane("gui").Expect("^a");
        _marbles.Lane("other").Expect("^-");
        _marbles.Run();
    }

    [Test]
    public void Work_Cancelled_EndsAtOnce()
    {
        var gui = _marbles.Caller("gui");
        _marbles.At(
            "1ms",
            () =>
            {
                var call = gui.CallSoon(_marbles.Work("w", Ms(10)));
                _marbles.Observe("out", call).Expect("----!");
                _marbles.At("4ms", () => call.Cancel());
            }
        );
        var lane = _marbles.Lane("gui").Expect("^w");
        _marbles.Run();
        Assert.That(lane.Events[1].DurationTicks, Is.EqualTo(Ms(3).Ticks));
    }

    [Test]
    public void Work_LongerThanThePlatformsDelays_TakesItsTime()
    {
        var gui = _marbles.Caller("gui");
        var duration = TimeSpan.FromDays(1000);
        var call = gui.CallSoon(_marbles.Work("w", duration));
        _marbles.Run(duration);
        Assert.That((call.Status, _marbles.Lane("gui").Events[1].DurationTicks), Is.EqualTo((PendingStatus.Succeeded, duration.Ticks)));
    }

    [Test]
    public void Group_AMemberWithoutAText_HasItsName()
    {
        var gui = _marbles.Caller("gui");
        var texts = new Dictionary<string, string> { ["l"] = "load" };
        _marbles.Group("members", gui, Load).Expect("(l|)", texts);
        _marbles.Run();

        Task Load(PendingGroup group)
        {
            gui.ScheduleCall(static () => 1, new CallOptions { Name = "load" });
            return Task.CompletedTask;
        }
    }

    [Test]
    public void Group_HowItIsLeft_IsItsEnd()
    {
        var gui = _marbles.Caller("gui");
        using var outside = new CancellationTokenSource();
        _marbles.Group("fails", gui, static _ => throw new TimeoutException()).Expect("#");
        _marbles.Group("cancelled", gui, static group => Task.Delay(-1, group.CancellationToken), null, outside.Token).Expect("--!");
        _marbles.At("2ms", outside.Cancel);
        _marbles.At("3ms", () => _marbles.Group("late", gui, static _ => Task.CompletedTask).Expect("---|").ExpectOn("gui"));
        _marbles.Run();
    }
}
