using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Callers;

/// <summary>Absolute times follow the wall clock when it is set, forward and back; relative times do not care (C21 to C23).</summary>
public sealed class CallerWallClockTests
{
    private readonly SteeredClock _clock = new();
    private OwnThreadHost? _host;
    private readonly TaskCompletionSource<DateTimeOffset> _ran = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Caller Steered => _host!.Caller;

    [SetUp]
    public void StartTheCaller() => _host = new OwnThreadHost(new CallerOptions { Name = "steered", TimeProvider = _clock });

    [TearDown]
    public void EndTheCaller() => _host?.Dispose();

    [Test]
    public void Absolute_RunsAtItsTimeAndNotATickBefore()
    {
        var due = ScheduleIn(TimeSpan.FromHours(1));
        Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.That(_ran.Task.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.That(Waiting.For(_ran.Task), Is.EqualTo(due));
    }

    [Test]
    public void Absolute_WallClockSetForward_RunsWithinASecond()
    {
        var due = ScheduleIn(TimeSpan.FromHours(1));
        Settle(); // asleep, with an hour to go
        _clock.SetWallClock(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Waiting.For(_ran.Task), Is.EqualTo(due + TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Absolute_WallClockSetBack_WaitsForTheNewTime()
    {
        var due = ScheduleIn(TimeSpan.FromSeconds(10));
        Settle();
        _clock.SetWallClock(TimeSpan.FromMinutes(-1));
        Advance(TimeSpan.FromSeconds(10));
        var tooEarly = _ran.Task.IsCompleted;
        Advance(TimeSpan.FromSeconds(59));
        Assert.That((tooEarly, _ran.Task.IsCompleted), Is.EqualTo((false, false)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Waiting.For(_ran.Task), Is.EqualTo(due));
    }

    [Test]
    public void Absolute_WallClockSetForthAndBackBeforeTheLoopLooks_RunsAtItsTime()
    {
        var due = ScheduleIn(TimeSpan.FromSeconds(2));
        Settle();
        _clock.SetWallClock(TimeSpan.FromDays(1));
        _clock.SetWallClock(TimeSpan.FromDays(-1));
        Advance(TimeSpan.FromSeconds(1));
        Assert.That(_ran.Task.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Waiting.For(_ran.Task), Is.EqualTo(due));
    }

    [Test]
    public void Absolute_NearerThanTheOneThatTheLoopSleepsFor_RunsFirst()
    {
        var order = new List<string>();
        Steered.Schedule(Steered.Now.AddSeconds(0.8), () => order.Add("far"));
        Settle();
        Steered.Schedule(Steered.Now.AddSeconds(0.2), () => order.Add("near"));
        Advance(TimeSpan.FromSeconds(0.2));
        var first = order.ToArray();
        Advance(TimeSpan.FromSeconds(0.6));
        Assert.That((first, order), Is.EqualTo((new[] { "near" }, new List<string> { "near", "far" })));
    }

    [TestCase(3600)]
    [TestCase(-3600)]
    public void Relative_WallClockSet_DoesNotCare(int seconds)
    {
        var call = Steered.CallLater(TimeSpan.FromSeconds(10), () => 7);
        var delay = Task.Delay(TimeSpan.FromSeconds(10), Steered.TimeProvider);
        Settle();
        _clock.SetWallClock(TimeSpan.FromSeconds(seconds));
        Advance(TimeSpan.FromSeconds(9.9));
        Assert.That((call.IsDone, delay.IsCompleted), Is.EqualTo((false, false)));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Waiting.For(call.AsTask());
        Waiting.For(delay);
    }

    private DateTimeOffset ScheduleIn(TimeSpan time)
    {
        var due = Steered.Now + time;
        Steered.Schedule(due, () => _ran.SetResult(Steered.Now));
        return due;
    }

    private void Advance(TimeSpan time)
    {
        _clock.Advance(time);
        Settle();
    }

    private void Settle()
    {
        for (var i = 0; i < 4; i++)
        {
            Waiting.For(Steered.CallSoon(() => { }).AsTask());
        }
    }
}
