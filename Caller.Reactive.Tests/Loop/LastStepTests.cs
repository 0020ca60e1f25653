using System.Reactive.Disposables;

namespace CallerReactive.Tests.LoopTests;

public sealed class LastStepTests
{
    [Test]
    public void Before_LeavesTheLastStepAndKeepsForEver()
    {
        var wait = TimeSpan.FromMilliseconds(3.1);
        Assert.That(LastStep.Before(wait) + LastStep.Longest, Is.EqualTo(wait));
        Assert.That(LastStep.Before(TimeSpan.MaxValue), Is.EqualTo(TimeSpan.MaxValue));
    }

    [Test]
    public async Task Timers_ThatEndInTheLastStep_AreNeverEarly()
    {
        await using var caller = Caller.StartNew();
        for (var microseconds = 10; microseconds <= 1500; microseconds += 70)
        {
            var delay = TimeSpan.FromMicroseconds(microseconds);
            var fired = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            var since = TimeProvider.System.GetTimestamp();
            caller.Schedule(
                since,
                delay,
                (_, from) =>
                {
                    fired.SetResult(TimeProvider.System.GetElapsedTime(from));
                    return Disposable.Empty;
                }
            );
            Assert.That(await fired.Task.WaitAsync(TestContext.CurrentContext.CancellationToken), Is.GreaterThanOrEqualTo(delay));
        }
    }
}
