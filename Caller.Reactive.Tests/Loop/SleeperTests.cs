using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.LoopTests;

public sealed class SleeperTests
{
    [Test]
    public void SignalThatComesFirst_IsKeptOnce()
    {
        var sleeper = new Sleeper();
        sleeper.Signal();
        sleeper.Signal();
        Waiting.For(Waiting.OnOtherThread(() => sleeper.Wait(TimeSpan.MaxValue)));
        var second = Waiting.OnOtherThread(() => sleeper.Wait(TimeSpan.MaxValue));
        Assert.That(second.IsCompleted, Is.False, "the signal was used up");
        sleeper.Signal();
        Waiting.For(second);
    }

    [TestCase(1)]
    [TestCase(15_001)]
    public void Wait_IsNotShorterThanAsked(long ticks)
    {
        var sleeper = new Sleeper();
        var started = TimeProvider.System.GetTimestamp();
        sleeper.Wait(TimeSpan.FromTicks(ticks));
        Assert.That(TimeProvider.System.GetElapsedTime(started), Is.GreaterThanOrEqualTo(TimeSpan.FromTicks(ticks)));
    }

    [Test]
    public void Wait_ForLongerThanThePlatformCan_IsWokenAllTheSame()
    {
        var sleeper = new Sleeper();
        var sleeping = Waiting.OnOtherThread(() => sleeper.Wait(TimeSpan.FromDays(365)));
        sleeper.Signal();
        Waiting.For(sleeping);
    }
}
