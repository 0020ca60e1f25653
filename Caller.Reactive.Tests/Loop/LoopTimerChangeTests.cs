using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>What a change, a dispose and a late turn leave of a timer.</summary>
public sealed class LoopTimerChangeTests : IDisposable
{
    private readonly CreepingTime _time = new(TimeSpan.Zero);
    private readonly ManualLoop _loop;
    private readonly LoopTimer _timer;
    private int _fired;

    public LoopTimerChangeTests()
    {
        _loop = new ManualLoop(new ManualOwner(), _time);
        _timer = new LoopTimer(_loop, _ => _fired++, null);
    }

    public void Dispose() => _timer.Dispose();

    [Test]
    public void Change_ReplacesWhatWaits()
    {
        Assert.That(_timer.Change(Seconds(1), Timeout.InfiniteTimeSpan), Is.True);
        Assert.That(_timer.Change(Seconds(2), Timeout.InfiniteTimeSpan), Is.True);
        Assert.That(Waiting, Is.EqualTo(new[] { Seconds(2) }));
        _time.Move(Seconds(2));
        _loop.Drain();
        Assert.That((_fired, Waiting), Is.EqualTo((1, Array.Empty<TimeSpan>())));
    }

    [Test]
    public void Change_BetweenBeingTakenAndFiring_Stands()
    {
        _timer.Change(Seconds(1), Timeout.InfiniteTimeSpan);
        var taken = Tick();
        _timer.Change(Seconds(5), Timeout.InfiniteTimeSpan);
        _timer.Fire(taken);
        Assert.That((_fired, Waiting), Is.EqualTo((0, new[] { Seconds(5) })));
    }

    [Test]
    public void Fire_OfATickThatHasFired_DoesNothing()
    {
        _timer.Change(Seconds(1), Timeout.InfiniteTimeSpan);
        var tick = Tick();
        _timer.Fire(tick);
        _timer.Fire(tick);
        Assert.That(_fired, Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void WithoutAPeriod_ItFiresOnce(int periodInMs)
    {
        _timer.Change(Seconds(1), TimeSpan.FromMilliseconds(periodInMs));
        _time.Move(Seconds(10));
        _loop.Drain();
        Assert.That((_fired, Waiting, _loop.Owner.Reported), Is.EqualTo((1, Array.Empty<TimeSpan>(), Array.Empty<Exception>())));
    }

    [TestCase(10, 10)]
    [TestCase(14, 6)]
    [TestCase(35, 5)]
    [TestCase(40, 10)]
    public void WithAPeriod_ALateTurnFiresOnceAndKeepsTheBeat(int turnAt, int nextIn)
    {
        _timer.Change(Seconds(10), Seconds(10));
        _time.Move(Seconds(turnAt));
        _loop.Drain();
        Assert.That((_fired, Waiting), Is.EqualTo((1, new[] { Seconds(nextIn) })));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Dispose_TakesItOutAndAcceptsNoChange(bool asynchronously)
    {
        _timer.Change(Seconds(1), Seconds(1));
        if (asynchronously)
        {
            await _timer.DisposeAsync();
        }
        else
        {
            _timer.Dispose();
        }

        Assert.That(
            (Waiting, _timer.Change(Seconds(1), Seconds(1)), Waiting),
            Is.EqualTo((Array.Empty<TimeSpan>(), false, Array.Empty<TimeSpan>()))
        );
    }

    [TestCase(-2, 0, "dueTime")]
    [TestCase(0, -2, "period")]
    public void Change_ToANegativeTime_ThrowsAndNamesIt(int due, int period, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            _timer.Change(TimeSpan.FromMilliseconds(due), TimeSpan.FromMilliseconds(period))
        );
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith("A timer's time is zero or more"));
    }

    [Test]
    public void Label_IsTheUsersDelegate()
    {
        Action inner = static () => { };
        TimerCallback callback = static _ => { };
        Assert.That(
            (new LoopTimer(_loop, callback, inner).Label, new LoopTimer(_loop, callback, "state").Label),
            Is.EqualTo(((object)inner, (object)callback))
        );
    }

    [Test]
    public void AfterTheEnd_AChangeMovesIt()
    {
        _loop.End("over");
        _timer.Change(Seconds(1), Timeout.InfiniteTimeSpan);
        Assert.That((_timer.Change(Seconds(5), Timeout.InfiniteTimeSpan), _time.Settings[^1]), Is.EqualTo((true, Seconds(5))));
        _time.Ring(Seconds(1));
        Assert.That((_fired, _time.Settings[^1]), Is.EqualTo((0, Seconds(4))));
        _time.Ring(Seconds(4));
        Assert.That(_fired, Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void AfterTheEnd_WithoutAPeriod_ItFiresOnce(int periodInMs)
    {
        _loop.End("over");
        _timer.Change(Seconds(1), TimeSpan.FromMilliseconds(periodInMs));
        _time.Ring(Seconds(1));
        _time.Ring(Seconds(1));
        Assert.That(_fired, Is.EqualTo(1));
    }

    [Test]
    public void AfterTheEnd_DisposeEndsThePlatformsTimerToo()
    {
        _loop.End("over");
        _timer.Change(Seconds(1), Seconds(1));
        _timer.Dispose();
        Assert.That((_time.Alarms, _time.Disposed), Is.EqualTo((1, 1)));
        _time.Ring(Seconds(1)); // it was ringing already
        Assert.That(_fired, Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AfterTheEnd_TheCallbackHasTheContextOfItsMakingAndTouchesNoOther(bool flows)
    {
        var local = new AsyncLocal<string?> { Value = "made with" };
        string? seen = null;
        LoopTimer timer;
        using (flows ? default : ExecutionContext.SuppressFlow())
        {
            timer = new LoopTimer(_loop, _ => seen = local.Value, null);
        }

        _loop.End("over");
        local.Value = "changed with";
        timer.Change(Seconds(1), Timeout.InfiniteTimeSpan);
        local.Value = "advanced with";
        _time.Ring(Seconds(1)); // a clock that is moved by hand calls back on the thread that moves it
        Assert.That((seen, local.Value), Is.EqualTo((flows ? "made with" : null, "advanced with")));
        timer.Dispose();
    }

    [Test]
    public void AfterTheEnd_AClockThatCallsBackWhileItIsSet_HoldsNoLock()
    {
        var loop = new ManualLoop(new ManualOwner(), new FakeTimeProvider());
        loop.End("over");
        LoopTimer? timer = null;
        var disposed = false;
        timer = new LoopTimer(
            loop,
            _ =>
            {
                Task.Run(() => timer!.Dispose()).Wait(TestContext.CurrentContext.CancellationToken);
                disposed = true;
            },
            null
        );
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        Assert.That(disposed, Is.True);
    }

    private TimeSpan[] Waiting => [.. _loop.Look(9).Timed.Select(static item => item.DueIn!.Value)];

    private LoopTimerTick Tick() => (LoopTimerTick)_loop.Look(1).Timed[0].Subject;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
