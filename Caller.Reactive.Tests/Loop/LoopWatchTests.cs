namespace CallerReactive.Tests.LoopTests;

/// <summary>A watch that looks after ten seconds, and whose alarm the test rings.</summary>
public sealed class LoopWatchTests : IDisposable
{
    private static readonly TimeSpan Threshold = Seconds(10);

    private readonly CreepingTime _time = new(TimeSpan.Zero);
    private readonly StallLog _log = new();
    private readonly ManualOwner _owner = new();
    private readonly ManualLoop _loop;
    private readonly LoopWatch _watch;

    public LoopWatchTests()
    {
        _loop = new ManualLoop(_owner, _time);
        _watch = new LoopWatch(_loop, Threshold, _log);
        _loop.Watch = _watch;
    }

    public void Dispose() => _watch.Dispose();

    [Test]
    public void AnItemThatHoldsTheLoop_IsToldOnceAndOnceMoreWhenItIsOver()
    {
        _watch.Begin(Item("a"));
        _time.Ring(Seconds(10));
        _time.Ring(Seconds(10));
        _time.Move(Seconds(1));
        _watch.End();
        Assert.That(_log.Lines, Is.EqualTo(new[] { "stalled a 10", "ended a 21" }));
    }

    [Test]
    public void ANestedItem_ShowsThatTheLoopTurnsAndLeavesTheOuterOneBehind()
    {
        _watch.Begin(Item("outer"));
        _time.Move(Seconds(9));
        _watch.Begin(Item("inner"));
        _watch.End();
        _time.Ring(Seconds(1));
        Assert.That(_log.Lines, Is.Empty);
        _time.Ring(Seconds(9));
        Assert.That(_log.Lines, Is.EqualTo(new[] { "stalled outer 10" }));
    }

    [Test]
    public void ATurnExpectedWhileAnItemRuns_DoesNotMakeItYounger()
    {
        _watch.Begin(Item("a"));
        _time.Move(Seconds(6));
        _watch.ExpectTurn();
        _time.Ring(Seconds(4));
        Assert.That(_log.Lines, Is.EqualTo(new[] { "stalled a 10" }));
    }

    [Test]
    public void AHostThatGivesNoTurn_IsToldUntilItDoes()
    {
        _watch.ExpectTurn();
        _time.Ring(Seconds(10));
        _time.Move(Seconds(2));
        _watch.TakeTurn();
        Assert.That(_log.Lines, Is.EqualTo(new[] { "stalled host 10", "ended host 12" }));
    }

    [Test]
    public void AnItemThatEndsWhileItsStallIsTold_IsSaidToBeOverOnceAfterwards()
    {
        _log.OnStalledDo = _watch.End;
        _watch.Begin(Item("a"));
        _time.Ring(Seconds(11));
        Assert.That(_log.Lines, Is.EqualTo(new[] { "stalled a 11", "ended a 11" }));
    }

    [Test]
    public void AnItemThatThrowsOutOfTheLoop_HoldsItNoLonger()
    {
        _owner.Forgives = false;
        _loop.Enqueue(new ManualItem("a", [], static () => throw new InvalidOperationException()));
        Assert.That(() => _loop.Step(), Throws.InvalidOperationException);
        _time.Ring(Seconds(30));
        Assert.That(_log.Lines, Is.Empty);
    }

    [Test]
    public void ManyShortItems_SetTheAlarmOnceEachThreshold()
    {
        for (var i = 0; i < 100; i++)
        {
            Run("short");
        }

        Assert.That((_time.Settings, _time.Alarms), Is.EqualTo((new[] { Threshold }, 1)));
        _time.Ring(Seconds(10));
        Assert.That(_time.Settings, Has.Count.EqualTo(2), "it was busy: one more look");
        _time.Ring(Seconds(10));
        Assert.That(_time.Settings, Has.Count.EqualTo(2), "nothing since: an idle loop has no alarm");
        Run("short");
        Assert.That(_time.Settings, Has.Count.EqualTo(3));
    }

    [Test]
    public void AnItemThatBeganSinceTheAlarmWasSet_IsLookedAtWhenItsOwnTimeComes()
    {
        Run("short");
        _time.Move(Seconds(4));
        _watch.Begin(Item("a"));
        _time.Ring(Seconds(6));
        Assert.That((_time.Settings[^1], _log.Lines), Is.EqualTo((Seconds(4), Array.Empty<string>())));
        _time.Ring(Seconds(4));
        Assert.That(_log.Lines, Is.EqualTo(new[] { "stalled a 10" }));
    }

    [Test]
    public void Dispose_EndsTheAlarmAndWhatIsTold()
    {
        _watch.Begin(Item("a"));
        _watch.Dispose();
        Assert.That(_time.Disposed, Is.EqualTo(1));
        _time.Ring(Seconds(10)); // it was ringing already
        Assert.That((_log.Lines, _time.Settings.Count), Is.EqualTo((Array.Empty<string>(), 1)));
        _watch.Begin(Item("b"));
        Assert.That(_time.Settings, Has.Count.EqualTo(1));
    }

    [Test]
    public void TheAlarm_IsMadeWithoutTheContextOfWhoeverComesFirst()
    {
        _watch.Begin(Item("a"));
        Assert.That((_time.MadeWithoutFlow, ExecutionContext.IsFlowSuppressed()), Is.EqualTo((true, false)));
    }

    [Test]
    public void TheAlarm_MadeWhereNothingFlows_LeavesThatAsItIs()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _watch.Begin(Item("a"));
            Assert.That((_time.MadeWithoutFlow, ExecutionContext.IsFlowSuppressed()), Is.EqualTo((true, true)));
        }
    }

    [Test]
    public void AThresholdBeyondWhatTimersReach_IsLookedAtEachDay()
    {
        using var watch = new LoopWatch(_loop, TimeSpan.FromDays(3), _log);
        watch.Begin(Item("a"));
        Assert.That(_time.Settings, Is.EqualTo(new[] { LoopClock.LongestSleep }));
    }

    private void Run(string name)
    {
        _watch.Begin(Item(name));
        _watch.End();
    }

    private static ManualItem Item(string name) => new(name, []);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
