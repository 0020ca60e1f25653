using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Contracts;

/// <summary>C52: periodic work. Its exact times are in <c>Callers/CallerClockTests</c>, with a clock that is set by hand.</summary>
public abstract partial class SchedulerContract
{
    [Test]
    public void C52_BadArguments_Throw()
    {
        Assert.That(() => Caller.SchedulePeriodic(0, TimeSpan.FromTicks(-1), static x => x), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Caller.SchedulePeriodic(0, TimeSpan.Zero, (Func<int, int>)null!), Throws.ArgumentNullException);
    }

    [Test]
    public void C52_State_IsThreadedThroughTheTicks()
    {
        var states = new List<int>();
        var enough = Signal();
        using var series = Caller.SchedulePeriodic(
            1,
            TimeSpan.FromMilliseconds(1),
            state =>
            {
                states.Add(state);
                if (states.Count == 5)
                {
                    enough.SetResult();
                }

                return state * 2;
            }
        );
        Host.RunUntil(enough.Task);
        Assert.That(OnCaller(() => states.Take(5).ToArray()), Is.EqualTo(new[] { 1, 2, 4, 8, 16 }));
    }

    [Test]
    public void C52_Ticks_AreNeverEarly()
    {
        NeedsRealTime();
        var period = TimeSpan.FromTicks(12_345);
        var spare = new List<TimeSpan>();
        var enough = Signal();
        var stopwatch = Scheduler.StartStopwatch();
        using var series = Caller.SchedulePeriodic(
            1,
            period,
            tick =>
            {
                spare.Add(stopwatch.Elapsed - (tick * period));
                if (tick == 30)
                {
                    enough.SetResult();
                }

                return tick + 1;
            }
        );
        Host.RunUntil(enough.Task);
        Assert.That(OnCaller(() => spare.Min()), Is.GreaterThanOrEqualTo(TimeSpan.Zero));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void C52_TicksThatTakeLongerThanThePeriod_LeaveRoomForOthers(int periodInMicroseconds)
    {
        NeedsRealTime();
        var ticks = 0;
        var others = 0;
        var enough = Signal<int>();
        using var series = OnCaller(() =>
        {
            Scheduler.Schedule(Other);
            return Caller.SchedulePeriodic(
                0,
                TimeSpan.FromMicroseconds(periodInMicroseconds),
                state =>
                {
                    ticks++;
                    SpinFor(TimeSpan.FromMicroseconds(50));
                    return state;
                }
            );
        });

        // Late ticks and other work take turns.
        Assert.That(Host.Await(enough.Task), Is.InRange(98, 101));

        void Other()
        {
            if (++others == 100)
            {
                enough.SetResult(ticks);
                return;
            }

            Scheduler.Schedule(Other);
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    public void C52_DisposedInATick_NeverTicksAgain(int periodInMilliseconds)
    {
        var ticks = 0;
        var disposed = Signal();
        var after = Signal();
        OnCaller(() =>
        {
            IDisposable? series = null;
            series = Caller.SchedulePeriodic(
                0,
                TimeSpan.FromMilliseconds(periodInMilliseconds),
                state =>
                {
                    ticks++;
                    if (ticks == 3)
                    {
                        series!.Dispose();
                        disposed.SetResult();
                    }

                    return state;
                }
            );
        });
        Host.RunUntil(disposed.Task);
        Scheduler.Schedule(TimeSpan.FromMilliseconds(10), after.SetResult);
        Host.RunUntil(after.Task);
        Assert.That(ticks, Is.EqualTo(3));
    }

    [Test]
    public void C52_TickThatThrows_EndsItsSeriesOnly()
    {
        var reported = HandleExceptions();
        var after = Signal();
        var ticks = 0;
        using var series = Caller.SchedulePeriodic(
            0,
            TimeSpan.FromMilliseconds(1),
            state =>
            {
                ticks++;
                throw new DivideByZeroException();
            }
        );
        Assert.That(Host.Await(reported.Task).Origin, Is.EqualTo(CallerExceptionOrigin.ScheduledAction));
        Scheduler.Schedule(TimeSpan.FromMilliseconds(10), after.SetResult);
        Host.RunUntil(after.Task);
        Assert.That(ticks, Is.EqualTo(1));
    }
}
