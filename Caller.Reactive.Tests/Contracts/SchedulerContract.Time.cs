using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Contracts;

/// <summary>C9 to C11, C20 to C24: when timed work runs. What needs a clock that is set by hand is in <c>Callers/CallerClockTests</c>.</summary>
public abstract partial class SchedulerContract
{
    [Test]
    public void C9_TimedWork_RunsInTheOrderOfDueTimes()
    {
        var order = new List<int>();
        var last = Signal();
        OnCaller(() =>
        {
            foreach (var delay in (int[])[40, 10, 30, 20])
            {
                Scheduler.Schedule(delay, TimeSpan.FromMilliseconds(delay), Do<int>(order.Add));
            }

            Scheduler.Schedule(TimeSpan.FromMilliseconds(41), last.SetResult);
        });
        Host.RunUntil(last.Task);
        Assert.That(order, Is.EqualTo(new[] { 10, 20, 30, 40 }));
    }

    [Test]
    public void C9_EqualDueTimes_RunInTheOrderOfScheduling()
    {
        var order = new List<int>();
        var last = Signal();
        OnCaller(() =>
        {
            var due = Scheduler.Now.AddMilliseconds(20);
            for (var i = 0; i < 100; i++)
            {
                Scheduler.Schedule(i, due, Do<int>(order.Add));
            }

            Scheduler.Schedule(due.AddMilliseconds(1), last.SetResult);
        });
        Host.RunUntil(last.Task);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void C9_SameDelayAgainAndAgain_RunsInTheOrderOfScheduling()
    {
        var order = new List<int>();
        var last = Signal();
        for (var i = 0; i < 500; i++)
        {
            Scheduler.Schedule(i, TimeSpan.FromMilliseconds(5), Do<int>(order.Add));
        }

        Scheduler.Schedule(TimeSpan.FromMilliseconds(6), last.SetResult);
        Host.RunUntil(last.Task);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public void C10_RelativeTime_IsNeverEarly()
    {
        var earliest = TimeSpan.MaxValue;
        var left = 120;
        var last = Signal();
        var stopwatch = Scheduler.StartStopwatch();
        for (var i = 0; i < 120; i++)
        {
            // With remainders of a millisecond, which timers of the platform cut off.
            var delay = TimeSpan.FromTicks(1 + (i * 1_237));
            var scheduled = stopwatch.Elapsed;
            Scheduler.Schedule(
                delay,
                () =>
                {
                    var spare = stopwatch.Elapsed - scheduled - delay;
                    earliest = spare < earliest ? spare : earliest;
                    if (--left == 0)
                    {
                        last.SetResult();
                    }
                }
            );
        }

        Host.RunUntil(last.Task);
        Assert.That(earliest, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
    }

    [Test]
    public void C10_AbsoluteTime_IsNeverEarly()
    {
        var earliest = TimeSpan.MaxValue;
        var left = 60;
        var last = Signal();
        for (var i = 0; i < 60; i++)
        {
            var due = Scheduler.Now.AddTicks(1 + (i * 2_477));
            Scheduler.Schedule(
                due,
                () =>
                {
                    var spare = Scheduler.Now - due;
                    earliest = spare < earliest ? spare : earliest;
                    if (--left == 0)
                    {
                        last.SetResult();
                    }
                }
            );
        }

        Host.RunUntil(last.Task);
        Assert.That(earliest, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
    }

    [Test]
    public void C11_DueTimer_IsLateByOneItemAtMost()
    {
        NeedsRealTime();
        var dueIn = TimeSpan.FromMilliseconds(10);
        var ran = false;
        var overtakers = 0;
        OnCaller(() =>
        {
            var stopwatch = Scheduler.StartStopwatch();
            Scheduler.Schedule(dueIn, () => ran = true);
            var due = stopwatch.Elapsed + dueIn; // a little after the timer's own
            for (var i = 0; i < 30; i++)
            {
                Scheduler.Schedule(() =>
                {
                    overtakers += !ran && stopwatch.Elapsed >= due ? 1 : 0;
                    SpinFor(TimeSpan.FromMilliseconds(1));
                });
            }
        });
        Drain();
        Assert.That((ran, overtakers), Is.EqualTo((true, 0)).Or.EqualTo((true, 1)));
    }

    [Test]
    public void C11_TimersThatRearmThemselves_DoNotStarveReadyWork()
    {
        NeedsRealTime();
        var ticks = 0;
        var stopped = false;
        OnCaller(() => Scheduler.Schedule(TimeSpan.FromTicks(1), Again));
        Drain();
        Drain();
        stopped = true;
        Assert.That(ticks, Is.Positive);

        void Again()
        {
            ticks++;
            if (!stopped)
            {
                SpinFor(TimeSpan.FromTicks(20));
                Scheduler.Schedule(TimeSpan.FromTicks(1), Again);
            }
        }
    }

    [Test]
    public void C20_Now_IsTheWallClockInUtc()
    {
        NeedsRealTime();
        var before = TimeProvider.System.GetUtcNow();
        var now = Scheduler.Now;
        var after = TimeProvider.System.GetUtcNow();
        Assert.That(now, Is.InRange(before, after));
        Assert.That(now.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void C22_AbsoluteTimeInThePast_IsAsynchronousAllTheSame()
    {
        var inline = OnCaller(() =>
        {
            var ran = false;
            Scheduler.Schedule(Scheduler.Now.AddYears(-1), () => ran = true);
            return ran;
        });
        Assert.That(inline, Is.False);
    }

    [Test]
    public void C23_AbsoluteTimeWithAnOffset_MeansTheSameInstant()
    {
        var ran = Signal();
        var due = Scheduler.Now.AddMilliseconds(20).ToOffset(TimeSpan.FromHours(-11));
        Scheduler.Schedule(due, ran.SetResult);
        Host.RunUntil(ran.Task);
        Assert.That(Scheduler.Now, Is.GreaterThanOrEqualTo(due));
    }

    [Test]
    public void C24_TimesBeyondAllReckoning_AreAcceptedAndDisturbNobody()
    {
        var ran = 0;
        var near = Signal();
        IDisposable[] handles =
        [
            Scheduler.Schedule(TimeSpan.MaxValue, () => ran++),
            Scheduler.Schedule(TimeSpan.FromDays(60), () => ran++),
            Scheduler.Schedule(TimeSpan.FromDays(24.9), () => ran++),
            Scheduler.Schedule(TimeSpan.FromDays(365_000), () => ran++),
            Scheduler.Schedule(DateTimeOffset.MaxValue, () => ran++),
            Scheduler.Schedule(Scheduler.Now.AddDays(60), () => ran++),
        ];
        Scheduler.Schedule(TimeSpan.FromMilliseconds(10), near.SetResult);
        Host.RunUntil(near.Task);
        Array.ForEach(handles, static handle => handle.Dispose());
        Drain();
        Assert.That(ran, Is.Zero);
    }

    private static void SpinFor(TimeSpan time)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < time)
        {
            Thread.SpinWait(20);
        }
    }
}
