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

    [Test]
    public void NextDue_IsThatOfTheNearest_AndTheBeginningOfTimeWithAWallClock()
    {
        Assert.That(_timers.NextDue, Is.EqualTo(long.MaxValue));
        var (near, far) = (Relative(TimeSpan.FromSeconds(1)), Relative(TimeSpan.FromSeconds(2)));
        _timers.Insert(near);
        Assert.That(_timers.NextDue, Is.EqualTo(near.Due));
        _timers.Insert(far);
        Assert.That(_timers.NextDue, Is.EqualTo(near.Due));
        _timers.Remove(near);
        Assert.That(_timers.NextDue, Is.EqualTo(far.Due));
        _timers.Insert(Absolute(TimeSpan.FromSeconds(9)));
        Assert.That(_timers.NextDue, Is.EqualTo(long.MinValue));
    }

    [Test]
    public void Insert_AnAbsoluteTime_WakesOnlyAsTheFirstOfThem()
    {
        Assert.That(_timers.Insert(Absolute(TimeSpan.FromHours(2))), Is.EqualTo(TimerInsert.TooEarly));
        _timers.PrepareSleep();
        Assert.That(_timers.Insert(Absolute(TimeSpan.FromHours(3))), Is.EqualTo(TimerInsert.InTime));
        Assert.That(_timers.Insert(Absolute(TimeSpan.FromHours(1))), Is.EqualTo(TimerInsert.TooEarly));
    }

    [Test]
    public void Insert_AfterTheRise_IsTooEarlyUntilTheNextSleepIsPrepared()
    {
        _timers.Insert(Relative(TimeSpan.FromSeconds(1)));
        _timers.PrepareSleep();
        Assert.That(_timers.Insert(Relative(TimeSpan.FromSeconds(2))), Is.EqualTo(TimerInsert.InTime));
        _timers.Rise();
        Assert.That(_timers.Insert(Relative(TimeSpan.FromSeconds(2))), Is.EqualTo(TimerInsert.TooEarly));
    }

    [Test]
    public void View_ShowsTheFirstOfBothClocks_AndLosesNothing()
    {
        var (relative, absolute) = (Relative(TimeSpan.FromSeconds(3)), Absolute(TimeSpan.FromSeconds(2)));
        _timers.Insert(absolute);
        _timers.Insert(relative);
        List<SeenItem> none = [];
        Assert.That((_timers.View(none, 0), none.Count), Is.EqualTo((2, 0)));
        List<SeenItem> one = [];
        Assert.That(_timers.View(one, 1), Is.EqualTo(2));
        Assert.That(
            one.Select(static seen => (seen.Subject, seen.DueIn)),
            Is.EqualTo([((WorkItem)absolute, (TimeSpan?)TimeSpan.FromSeconds(2))])
        );
        List<SeenItem> both = [];
        Assert.That(_timers.View(both, 2), Is.EqualTo(2));
        Assert.That(both.Select(static seen => seen.Subject), Is.EqualTo(new WorkItem[] { absolute, relative }));

        _timers.Remove(absolute);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(_timers.TakeDue(_clock.Read(withWallClock: true)), Is.SameAs(relative));
    }

    [Test]
    public void View_LeavesTheNewestWhereItIsFound()
    {
        var only = Relative(TimeSpan.FromSeconds(1));
        _timers.Insert(only);
        Assert.That(_timers.View([], 0), Is.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_timers.TakeDue(_clock.Read(withWallClock: false)), Is.SameAs(only));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void TakeOut_LeavesTheHintEmpty(bool close)
    {
        _timers.Insert(Relative(TimeSpan.FromSeconds(1)));
        _timers.Insert(Relative(TimeSpan.FromSeconds(2)));
        _timers.Insert(Absolute(TimeSpan.FromSeconds(3)));
        Assert.That(close ? _timers.Close() : _timers.TakeRefusable(), Has.Count.EqualTo(3));
        Assert.That((_timers.IsEmpty, _timers.NextDue), Is.EqualTo((true, long.MaxValue)));
    }

    [TestCase(1, 2, false, Description = "The absolute one is more overdue, and came later")]
    [TestCase(2, 1, true, Description = "The relative one is, and came first")]
    [TestCase(1, 1, true, Description = "Equal: the one that came first")]
    public void TakeDue_OfBothClocks_TheMoreOverdueOneIsFirst_RelativeInsertedFirst(int relativeBy, int absoluteBy, bool relativeFirst) =>
        Assert.That(FirstOf(relativeBy, absoluteBy, insertRelativeFirst: true), Is.EqualTo(relativeFirst));

    [TestCase(1, 2, false)]
    [TestCase(2, 1, true)]
    [TestCase(1, 1, false)]
    public void TakeDue_OfBothClocks_TheMoreOverdueOneIsFirst_AbsoluteInsertedFirst(int relativeBy, int absoluteBy, bool relativeFirst) =>
        Assert.That(FirstOf(relativeBy, absoluteBy, insertRelativeFirst: false), Is.EqualTo(relativeFirst));

    private bool FirstOf(int relativeBy, int absoluteBy, bool insertRelativeFirst)
    {
        var relative = Relative(TimeSpan.FromSeconds(10 - relativeBy));
        var absolute = Absolute(TimeSpan.FromSeconds(10 - absoluteBy));
        _timers.Insert(insertRelativeFirst ? relative : absolute);
        _timers.Insert(insertRelativeFirst ? absolute : relative);
        _time.Advance(TimeSpan.FromSeconds(10));
        var first = _timers.TakeDue(_clock.Read(withWallClock: true));
        Assert.That(first, Is.SameAs(relative).Or.SameAs(absolute));
        return ReferenceEquals(first, relative);
    }

    private TestTimedItem Relative(TimeSpan delay) => new(0) { Due = _clock.DueAfter(delay) };

    private TestTimedItem Absolute(TimeSpan delay) => new(0) { Due = _clock.UtcTicks + delay.Ticks, IsAbsolute = true };
}
