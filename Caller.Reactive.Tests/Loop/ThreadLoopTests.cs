namespace CallerReactive.Tests.LoopTests;

/// <summary>The sleep of a loop on a thread of its own, by a clock that is not the system's, and what interrupts it.</summary>
public sealed class ThreadLoopTests
{
    private readonly List<string> _log = [];
    private readonly ManualOwner _owner = new();
    private readonly ManualResetEventSlim _ran = new();

    private static CancellationToken TimeIsOver => TestContext.CurrentContext.CancellationToken;

    [Test]
    public void Sleep_ByAClockThatStandsStill_SetsTheAlarmOnce()
    {
        var time = new CreepingTime(TimeSpan.Zero);
        RunTimer(time, TimeSpan.FromHours(1), ring: true);
        Assert.That((time.Settings, time.Alarms), Is.EqualTo((new[] { TimeSpan.FromHours(1) }, 1)));
    }

    [Test]
    public void Sleep_ByAClockThatTicks_SetsTheAlarmAnewThreeTimesAndThenTakesItAsItIs()
    {
        var time = new CreepingTime(TimeSpan.FromMilliseconds(0.1));
        RunTimer(time, TimeSpan.FromHours(1), ring: true);
        Assert.That((time.Settings.Count, time.Alarms), Is.EqualTo((4, 1)));
        Assert.That(time.Settings, Is.Ordered.Descending);
    }

    [TestCase(0.5, 20)]
    [TestCase(5, 200)]
    [TestCase(1_800_000, 7_200_000)]
    public void Sleep_ByAClockThatLeaps_RunsTheTimerWhenItsTimeComesWhileTheAlarmIsSet(double stepInMs, int delayInMs)
    {
        var time = new CreepingTime(TimeSpan.FromMilliseconds(stepInMs));
        RunTimer(time, TimeSpan.FromMilliseconds(delayInMs), ring: false);
        Assert.That(time.Alarms, Is.EqualTo(1));
    }

    [Test]
    public void Sleep_BeyondWhatTimersReach_SetsTheAlarmForADay()
    {
        var time = new CreepingTime(TimeSpan.Zero);
        RunTimer(time, TimeSpan.FromDays(3), ring: true);
        Assert.That(time.Settings, Is.EqualTo(new[] { LoopClock.LongestSleep }));
    }

    [Test]
    public void Sleep_TheSecondTime_SetsTheSameAlarm()
    {
        var time = new CreepingTime(TimeSpan.Zero);
        var loop = new ThreadLoop(_owner, time);
        var first = new ManualResetEventSlim();
        loop.EnqueueTimed(Timer(loop, TimeSpan.FromHours(1), first.Set));
        loop.EnqueueTimed(Timer(loop, TimeSpan.FromHours(3), _ran.Set));
        var thread = Start(loop);
        WaitUntilAsleep(thread, () => time.Settings.Count == 1);
        time.Ring(TimeSpan.FromHours(1));
        first.Block();
        WaitUntilAsleep(thread, () => time.Settings.Count == 2);
        time.Ring(TimeSpan.FromHours(2));
        End(loop, thread);
        Assert.That((time.Settings, time.Alarms), Is.EqualTo((new[] { TimeSpan.FromHours(1), TimeSpan.FromHours(2) }, 1)));
    }

    [Test]
    public void Run_InterruptedBetweenTwoItems_GoesOn()
    {
        // The one place between two items where it may wait for a lock: somebody reads its lists.
        var loop = new ThreadLoop(_owner, TimeProvider.System);
        var busy = new ManualResetEventSlim();
        var mayGoOn = new ManualResetEventSlim();
        var reading = new ManualResetEventSlim();
        var read = new ManualResetEventSlim();
        loop.Enqueue(
            new ManualItem(
                "busy",
                _log,
                () =>
                {
                    busy.Set();
                    mayGoOn.Block();
                }
            )
        );
        var thread = Start(loop);
        busy.Block();
        loop.Enqueue(
            new ManualItem("next", _log, _ran.Set)
            {
                OnAsked = () =>
                {
                    reading.Set();
                    read.Block();
                },
            }
        );
        _ = Task.Run(() => loop.Look(9));
        reading.Block();
        mayGoOn.Set();
        WaitUntilAsleep(thread, () => loop.ExecutingItem is null);
        thread.Interrupt();
        WaitUntilAsleep(thread, () => true);
        read.Set();
        End(loop, thread);
        Assert.That((_log, _owner.Reported), Is.EqualTo((new[] { "busy", "next" }, Array.Empty<Exception>())));
    }

    private void RunTimer(CreepingTime time, TimeSpan delay, bool ring)
    {
        var loop = new ThreadLoop(_owner, time);
        loop.EnqueueTimed(Timer(loop, delay, _ran.Set));
        var thread = Start(loop);
        if (ring)
        {
            WaitUntilAsleep(thread, () => time.Settings.Count > 0);
            time.Ring(delay);
        }

        End(loop, thread);
    }

    private static Thread Start(ThreadLoop loop)
    {
        var thread = new Thread(() =>
        {
            loop.BeginPump();
            loop.Run(static () => { });
            loop.EndPump();
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private void End(ThreadLoop loop, Thread thread)
    {
        _ran.Block();
        loop.Exit();
        SpinWait.SpinUntil(() => !thread.IsAlive || TimeIsOver.IsCancellationRequested);
        Assert.That(thread.IsAlive, Is.False);
    }

    private static void WaitUntilAsleep(Thread thread, Func<bool> also)
    {
        SpinWait.SpinUntil(() => (also() && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) || TimeIsOver.IsCancellationRequested);
        TimeIsOver.ThrowIfCancellationRequested();
    }

    private static ActionTimer Timer(ThreadLoop loop, TimeSpan delay, Action action) => new(action) { Due = loop.Clock.DueAfter(delay) };

    private sealed class ActionTimer(Action action) : TimedItem
    {
        internal override void Run(Loop loop) => action();
    }
}
