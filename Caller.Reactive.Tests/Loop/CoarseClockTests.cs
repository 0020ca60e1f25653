namespace CallerReactive.Tests.LoopTests;

public sealed class CoarseClockTests
{
    private static readonly LoopClock Exact = new(TimeProvider.System);

    [Test]
    public void WithoutAReading_ItCannotTell()
    {
        Assert.That(default(CoarseClock).IsBefore(long.MaxValue, Exact), Is.False);
    }

    [TestCase(long.MinValue)]
    [TestCase(0)]
    public void WhatHasPassedLongAgo_HasCome(long due)
    {
        var clock = default(CoarseClock);
        clock.Read(Exact, withWallClock: false);
        Assert.That(clock.IsBefore(due, Exact), Is.False);
    }

    [Test]
    public void WhatItSaysIsStillToCome_IsStillToComeByTheExactClock()
    {
        var clock = default(CoarseClock);
        var start = clock.Read(Exact, withWallClock: false).Timestamp;
        var due = Exact.Add(start, TimeSpan.FromMilliseconds(50));
        var end = Exact.Add(start, TimeSpan.FromMilliseconds(100));
        var wrong = 0;
        for (var now = start; now < end; now = Exact.Timestamp)
        {
            // Read before it is asked: losing the processor in between must not look like an error.
            wrong += clock.IsBefore(due, Exact) && now >= due ? 1 : 0;
        }

        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void WhatIsFarAway_IsToldSoAtOnce()
    {
        var clock = default(CoarseClock);
        Assert.That(
            SpinWait.SpinUntil(
                () =>
                {
                    clock.Read(Exact, withWallClock: false);
                    return clock.IsBefore(Exact.DueAfter(TimeSpan.FromMinutes(1)), Exact);
                },
                TimeSpan.FromSeconds(30)
            ),
            Is.True
        );
    }

    [Test]
    public async Task TimerBehindASteadyFlowOfWork_IsNotForgotten()
    {
        await using var caller = Caller.StartNew();
        var fired = caller.CallLater(TimeSpan.FromMilliseconds(60), static () => true);
        void Step()
        {
            if (!fired.IsDone)
            {
                caller.CallDirect(Step);
            }
        }

        caller.CallDirect(Step);
        Assert.That(await fired.AsTask().WaitAsync(TestContext.CurrentContext.CancellationToken), Is.True);
    }
}
