using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

public sealed class LoopTimersTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly LoopClock _clock;
    private readonly LoopTimers _timers;

    public LoopTimersTests()
    {
        _clock = new LoopClock(_time);
        _timers = new LoopTimers(_clock);
    }

    [Test]
    public void PrepareSleep_WithNothingToDo_IsForEver()
    {
        Assert.That((_timers.PrepareSleep(), _timers.IsEmpty), Is.EqualTo((TimeSpan.MaxValue, true)));
        Assert.That(_timers.Insert(Relative(TimeSpan.FromDays(1))), Is.EqualTo(TimerInsert.TooEarly), "it would sleep for ever otherwise");
    }

    [Test]
    public void Insert_BehindTheNextRise_NeedsNoWaking()
    {
        _timers.Insert(Relative(TimeSpan.FromSeconds(1)));
        Assert.That(_timers.PrepareSleep(), Is.EqualTo(TimeSpan.FromSeconds(1)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_timers.Insert(Relative(TimeSpan.FromSeconds(2))), Is.EqualTo(TimerInsert.InTime));
            Assert.That(_timers.Insert(Relative(TimeSpan.FromSeconds(1))), Is.EqualTo(TimerInsert.InTime));
            Assert.That(_timers.Insert(Relative(TimeSpan.FromMilliseconds(999))), Is.EqualTo(TimerInsert.TooEarly));
        }
    }

    [Test]
    public void Insert_AfterTheNearestWasRemoved_NeedsNoWaking()
    {
        // Throttle's pattern: the loop still rises for the one that is gone, and looks then.
        var first = Relative(TimeSpan.FromSeconds(1));
        _timers.Insert(first);
        _timers.PrepareSleep();
        _timers.Remove(first);
        Assert.That(_timers.Insert(Relative(TimeSpan.FromSeconds(1.5))), Is.EqualTo(TimerInsert.InTime));
    }

    [Test]
    public void PrepareSleep_WithSomethingDue_IsZero()
    {
        _timers.Insert(Relative(TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_timers.PrepareSleep(), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void PrepareSleep_WithAbsoluteTimes_LooksAtTheWallClockEverySecond()
    {
        _timers.Insert(Absolute(TimeSpan.FromHours(1)));
        var far = _timers.PrepareSleep();
        _timers.Insert(Absolute(TimeSpan.FromMilliseconds(300)));
        Assert.That((far, _timers.PrepareSleep()), Is.EqualTo((LoopClock.WallClockPoll, TimeSpan.FromMilliseconds(300))));
    }

    [Test]
    public void TakeDue_GivesTheMostOverdueOfBothClocks()
    {
        var order = new[] { Relative(Seconds(3)), Absolute(Seconds(1)), Relative(Seconds(2)), Absolute(Seconds(2)) };
        Array.ForEach(order, item => _timers.Insert(item));
        _time.Advance(TimeSpan.FromSeconds(2.5));
        var now = _clock.Read(withWallClock: true);
        List<TimedItem?> taken = [_timers.TakeDue(now), _timers.TakeDue(now), _timers.TakeDue(now), _timers.TakeDue(now)];
        Assert.That(taken, Is.EqualTo(new TimedItem?[] { order[1], order[2], order[3], null }));

        static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
    }

    [Test]
    public void TakeDue_AtAnOldReading_TakesNothingNewer()
    {
        var reading = _clock.Read(withWallClock: true);
        _timers.Insert(Relative(TimeSpan.FromTicks(1)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_timers.TakeDue(reading), Is.Null);
    }

    [Test]
    public void Remove_EmptiesTheHint()
    {
        var relative = Relative(TimeSpan.FromSeconds(1));
        var absolute = Absolute(TimeSpan.FromSeconds(1));
        _timers.Insert(relative);
        _timers.Insert(absolute);
        var before = (_timers.IsEmpty, _timers.HasAbsolute);
        Assert.That((_timers.Remove(relative), _timers.Remove(absolute), _timers.Remove(absolute)), Is.EqualTo((true, true, false)));
        Assert.That((before, _timers.IsEmpty, _timers.HasAbsolute), Is.EqualTo(((false, true), true, false)));
    }

    [Test]
    public void TakeRefusable_LeavesWhatSurvives()
    {
        var survivor = new TestTimedItem(1, survives: true) { Due = _clock.DueAfter(TimeSpan.FromSeconds(1)) };
        var first = Relative(TimeSpan.FromSeconds(5));
        var second = Absolute(TimeSpan.FromSeconds(1));
        _timers.Insert(first);
        _timers.Insert(survivor);
        _timers.Insert(second);
        Assert.That(_timers.TakeRefusable(), Is.EqualTo(new TimedItem[] { first, second }));
        Assert.That(_timers.Close(), Is.EqualTo(new TimedItem[] { survivor }));
        Assert.That(_timers.Insert(first), Is.EqualTo(TimerInsert.Closed));
    }

    private TestTimedItem Relative(TimeSpan delay) => new(0) { Due = _clock.DueAfter(delay) };

    private TestTimedItem Absolute(TimeSpan delay) => new(0) { Due = _clock.UtcTicks + delay.Ticks, IsAbsolute = true };
}
