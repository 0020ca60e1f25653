using CallerReactive.Tests.Callers;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.LoopTests;

/// <summary>A timer of <c>caller.TimeProvider</c> that outlives its caller goes on, as it would have, on the timers of the clock below.</summary>
public sealed class LoopTimerTests
{
    private readonly SteeredClock _clock = new();

    [TestCase(true)]
    [TestCase(false)]
    public void AfterTheEnd_ALongTimerIsNotEarly(bool madeBefore)
    {
        var caller = Caller.Create(new CallerOptions { TimeProvider = _clock });
        if (!madeBefore)
        {
            caller.Stop();
        }

        var fired = 0;
        using var timer = caller.TimeProvider.CreateTimer(_ => fired++, null, TimeSpan.FromDays(3), TimeSpan.FromDays(2));
        caller.Stop();
        List<int> counts = [];
        for (var day = 1; day <= 7; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            counts.Add(fired);
        }

        Assert.That(counts, Is.EqualTo(new[] { 0, 0, 1, 1, 2, 2, 3 }));
    }

    [Test]
    public void AfterTheEnd_ATimerBeyondThePlatformsTimersIsNotEarly()
    {
        var caller = Caller.Create(new CallerOptions { TimeProvider = _clock });
        caller.Stop();
        var fired = 0;
        using var timer = caller.TimeProvider.CreateTimer(_ => fired++, null, TimeSpan.FromDays(100), TimeSpan.FromDays(60));
        List<int> counts = [];
        for (var day = 10; day <= 220; day += 10)
        {
            _clock.Advance(TimeSpan.FromDays(10));
            counts.Add(fired);
        }

        int[] expected = [.. Enumerable.Repeat(0, 9), .. Enumerable.Repeat(1, 6), .. Enumerable.Repeat(2, 6), 3];
        Assert.That(counts, Is.EqualTo(expected));
    }

    [Test]
    public void AfterTheEnd_AChangeBeyondThePlatformsTimersIsAccepted()
    {
        var caller = Caller.Create(new CallerOptions { TimeProvider = _clock });
        caller.Stop();
        using var timer = caller.TimeProvider.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        Assert.That(timer.Change(TimeSpan.FromDays(100), TimeSpan.FromDays(100)), Is.True);
    }

    [Test]
    public void AfterTheEnd_TheContextOfItsMakingFlowsAllTheSame()
    {
        var caller = Caller.Create(new CallerOptions { TimeProvider = _clock });
        var local = new AsyncLocal<string?> { Value = "made with" };
        var seen = new TaskCompletionSource<string?>();
        using var timer = caller.TimeProvider.CreateTimer(
            _ => seen.SetResult(local.Value),
            null,
            TimeSpan.FromDays(3),
            Timeout.InfiniteTimeSpan
        );
        local.Value = "stopped with";
        caller.Stop();
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.That(Waiting.For(seen.Task), Is.EqualTo("made with"));
    }
}
