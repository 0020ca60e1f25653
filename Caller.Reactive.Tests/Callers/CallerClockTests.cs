using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Callers;

/// <summary>A caller with a thread of its own, driven by a clock that the test moves.</summary>
public sealed class CallerClockTests
{
    private readonly SteeredClock _clock = new();
    private OwnThreadHost? _host;

    private Caller Steered => _host!.Caller;

    [SetUp]
    public void StartTheCaller() => _host = new OwnThreadHost(new CallerOptions { Name = "steered", TimeProvider = _clock });

    [TearDown]
    public void EndTheCaller() => _host?.Dispose();

    [Test]
    public void CallLater_RunsAtItsTimeAndNotATickBefore()
    {
        var call = Steered.CallLater(TimeSpan.FromMinutes(5), () => Steered.Now);
        var started = Steered.Now;
        Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Queued));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.That(Waiting.For(call.AsTask()) - started, Is.EqualTo(TimeSpan.FromMinutes(5)));
    }

    [Test]
    public void Schedule_RunsInTheOrderOfDueTimes_AlsoWhenTheClockLeaps()
    {
        var order = new List<int>();
        foreach (var minutes in (int[])[3, 1, 2, 1])
        {
            Steered.Schedule(minutes, TimeSpan.FromMinutes(minutes), Add);
        }

        Advance(TimeSpan.FromHours(1));
        Assert.That(order, Is.EqualTo(new[] { 1, 1, 2, 3 }));

        IDisposable Add(IScheduler self, int minutes)
        {
            order.Add(minutes);
            return System.Reactive.Disposables.Disposable.Empty;
        }
    }

    [Test]
    public void Schedule_60DaysAhead_RunsAfter60Days()
    {
        var ran = false;
        Steered.Schedule(TimeSpan.FromDays(60), () => ran = true);
        var days = new List<bool>();
        for (var day = 1; day <= 60; day++)
        {
            Advance(TimeSpan.FromDays(1));
            days.Add(ran);
        }

        Assert.That(days.IndexOf(true), Is.EqualTo(59));
    }

    [Test]
    public void Periodic_KeepsItsGridAndCatchesUpOneItemATick()
    {
        var ticks = new List<(int, TimeSpan)>();
        var start = Steered.Now;
        using var series = Steered.SchedulePeriodic(
            1,
            TimeSpan.FromMilliseconds(10),
            tick =>
            {
                ticks.Add((tick, Steered.Now - start));
                return tick + 1;
            }
        );
        Advance(TimeSpan.FromMilliseconds(10));
        Advance(TimeSpan.FromMilliseconds(9));
        var early = ticks.Count;
        Advance(TimeSpan.FromMilliseconds(86)); // now at 105: nine more are due
        Settle(20);
        Advance(TimeSpan.FromMilliseconds(4));
        var beforeTheGrid = ticks.Count;
        Advance(TimeSpan.FromMilliseconds(1));
        Assert.That((early, beforeTheGrid, ticks.Count), Is.EqualTo((1, 10, 11)));
        Assert.That(ticks[^1], Is.EqualTo((11, TimeSpan.FromMilliseconds(110))));
    }

    [Test]
    public void Periodic_ThatCatchesUp_LetsOthersRunBetween()
    {
        var order = new List<char>();
        using var series = Steered.SchedulePeriodic(
            0,
            TimeSpan.FromMilliseconds(10),
            state =>
            {
                order.Add('t');
                return state;
            }
        );
        Waiting.For(
            Steered
                .CallSoon(() =>
                {
                    _clock.Advance(TimeSpan.FromMilliseconds(45));
                    Other(4);
                })
                .AsTask()
        );
        Settle(20);
        Assert.That(new string([.. order]), Does.Match("^(to|ot){4}$"));

        void Other(int left) =>
            Steered.Schedule(() =>
            {
                order.Add('o');
                if (left > 1)
                {
                    Other(left - 1);
                }
            });
    }

    [Test]
    public void TaskDelay_OverTheCallersTimeProvider_ComesHomeAtItsTime()
    {
        var begun = new TaskCompletionSource();
        var call = Steered.CallSoon(async () =>
        {
            var delay = Task.Delay(TimeSpan.FromHours(2), Steered.TimeProvider);
            begun.SetResult();
            await delay;
            return (Steered.CheckAccess(), Steered.Now);
        });
        Waiting.For(begun.Task);
        var started = Steered.Now;
        Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        Assert.That(call.IsDone, Is.False);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.That(Waiting.For(call.AsTask()), Is.EqualTo((true, started + TimeSpan.FromHours(2))));
    }

    [Test]
    public void PeriodicTimer_OverTheCallersTimeProvider_TicksOnTheCaller()
    {
        var ticked = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource();
        var call = Steered.CallSoon(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), Steered.TimeProvider);
            begun.SetResult();
            var home = 0;
            for (var i = 0; i < 3; i++)
            {
                await timer.WaitForNextTickAsync();
                home += Steered.CheckAccess() ? 1 : 0;
                ticked.Release();
            }

            return home;
        });
        Waiting.For(begun.Task);
        for (var i = 0; i < 3; i++)
        {
            Advance(TimeSpan.FromSeconds(1));
            Waiting.For(ticked.WaitAsync());
        }

        Assert.That(Waiting.For(call.AsTask()), Is.EqualTo(3));
    }

    [Test]
    public void Stopwatch_GoesByTheCallersClock()
    {
        var stopwatch = ((IScheduler)Steered).StartStopwatch();
        _clock.Advance(TimeSpan.FromSeconds(3));
        _clock.SetWallClock(TimeSpan.FromDays(1));
        Assert.That(stopwatch.Elapsed, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void StopTimeout_GoesByTheCallersClock()
    {
        var never = new TaskCompletionSource();
        var call = Steered.CallSoon(() => never.Task);
        Settle(1);
        Steered.Stop();
        _clock.Advance(TimeSpan.FromSeconds(10));
        Waiting.For(Steered.Stopped.AsTask());
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public void StopTimeout_OfInfinity_NeverPasses()
    {
        using var host = new OwnThreadHost(new CallerOptions { TimeProvider = _clock, StopTimeout = Timeout.InfiniteTimeSpan });
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var call = host.Caller.CallSoon(() =>
        {
            begun.SetResult();
            return end.Task;
        });
        Waiting.For(begun.Task);
        host.Caller.Stop();
        _clock.Advance(TimeSpan.FromDays(365));
        Assert.That((call.IsDone, host.Caller.Stopped.IsDone), Is.EqualTo((false, false)));
        end.SetResult();
        Waiting.For(host.Caller.Stopped.AsTask());
    }

    [Test]
    public void ClockMovedWhileTheLoopSetsItsAlarm_DelaysNothing()
    {
        // The loop read the clock, found a second to wait, and the clock went on by half of it before the alarm was set.
        var moves = 1;
        _clock.BeforeTimerIsSet = () =>
        {
            if (Interlocked.Decrement(ref moves) == 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(500));
            }
        };
        var call = Steered.CallLater(TimeSpan.FromSeconds(1), () => 7);

        // Nothing may disturb it from here on: it would set its alarm again.
        SpinWait.SpinUntil(() => Volatile.Read(ref moves) <= 0 && Steered.Thread!.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.That(call.IsDone, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(Waiting.For(call.AsTask()), Is.EqualTo(7));
    }

    [Test]
    public void ClockMovedAgainstTheLoopFallingAsleep_LosesNoTimer()
    {
        for (var i = 0; i < 500; i++)
        {
            var call = Steered.CallLater(TimeSpan.FromSeconds(1), () => 7);
            var moving = Task.Run(() =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(400));
                _clock.Advance(TimeSpan.FromMilliseconds(600));
            });
            Assert.That(Waiting.For(call.AsTask()), Is.EqualTo(7));
            Waiting.For(moving);
        }
    }

    /// <summary>Moves the clock, and returns when the caller has seen it.</summary>
    private void Advance(TimeSpan time)
    {
        _clock.Advance(time);
        Settle(4);
    }

    /// <summary>Returns when the caller has made some rounds: what was due has run.</summary>
    private void Settle(int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            Waiting.For(Steered.CallSoon(() => { }).AsTask());
        }
    }
}
