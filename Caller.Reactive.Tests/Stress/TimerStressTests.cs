using System.Diagnostics;
using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Stress;

public sealed class TimerStressTests
{
    /// <summary>A wake-up that is lost shows as an item that comes only when the next one wakes the loop, or never.</summary>
    [Test]
    public async Task TimersFromOtherThreads_WhileTheLoopFallsAsleep_AllFireAndNoneEarly([Values(1, 2, 3)] int seed)
    {
        const int perThread = 7_000;
        await using var caller = Caller.StartNew();
        var (fired, early) = (0, 0);
        Action Insert(int thread) =>
            () =>
            {
                var random = new Random((seed * 10) + thread);
                for (var i = 0; i < perThread; i++)
                {
                    // Mostly farther than the loop means to sleep, sometimes nearer, sometimes taken out again: the cases that decide who wakes whom.
                    var delay = TimeSpan.FromMilliseconds(random.Next(8) == 0 ? random.Next(1, 200) : random.NextDouble() * 3);
                    var due = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
                    var handle = caller.Schedule(
                        delay,
                        () =>
                        {
                            fired++;
                            if (Stopwatch.GetTimestamp() < due)
                                early++;
                        }
                    );
                    if (random.Next(5) == 0)
                        handle.Dispose();
                    if (random.Next(64) == 0)
                        Thread.Yield();
                }
            };
        Threads.Race(Insert(0), Insert(1));

        // Nothing else is inserted now: whatever the loop sleeps through stays unfired. The last one is due after all others.
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = caller.Schedule(TimeSpan.FromMilliseconds(201), last.SetResult);
        await last.Task.InTime();
        Assert.That(early, Is.Zero);
        Assert.That(fired, Is.InRange(perThread * 3 / 2, perThread * 2), "All but the fifth that was taken out again");
    }

    /// <summary>One insert at a time into a loop that has nothing else, so that only its own wake-up can bring it.</summary>
    [Test]
    public async Task OneTimerAtATime_IntoAnIdleLoop_IsNeverLost()
    {
        await using var caller = Caller.StartNew();
        using var done = new SemaphoreSlim(0);
        var limit = TestContext.CurrentContext.CancellationToken;
        var random = new Random(7);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 2_000; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var distractor = caller.Schedule(TimeSpan.FromHours(1), () => { });
            if (random.Next(2) == 0)
                distractor.Dispose();
            using var _ = caller.Schedule(TimeSpan.FromTicks(random.Next(1, 5_000)), () => done.Release());
            done.Wait(limit);
            var took = Stopwatch.GetElapsedTime(began);
            slowest = took > slowest ? took : slowest;
        }

        await TestContext.Out.WriteLineAsync($"slowest of 2000: {slowest.TotalMilliseconds:F1} ms");
        Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(10)), "Late by scheduling is one thing, asleep is another");
    }
}
