using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>What is queued on a loop, from where, and whom that wakes.</summary>
public sealed class MailboxLoopQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _log = [];
    private readonly ManualLoop _loop;
    private readonly ManualLoop _guest;

    public MailboxLoopQueueTests()
    {
        _loop = new ManualLoop(new ManualOwner(), _time);
        _guest = new ManualLoop(new ManualOwner(), _time, isGuest: true);
    }

    [Test]
    public void Enqueue_OnALoop_WakesItOnlyFromSleep()
    {
        _loop.Enqueue(Item("a"));
        Assert.That(_loop.Awakened, Is.Zero, "it is awake");
        _loop.Drain();
        Assert.That(_loop.FallAsleep(), Is.True);
        _loop.Enqueue(Item("b"));
        _loop.Enqueue(Item("c"));
        Assert.That(_loop.Awakened, Is.EqualTo(1));
    }

    [Test]
    public void Enqueue_OnAGuest_TellsItEachTimeUntilItsEnd()
    {
        _guest.Enqueue(Item("a"));
        _guest.On(() => _guest.Enqueue(Item("b")));
        Assert.That(_guest.Awakened, Is.EqualTo(2));
        _guest.End("over");
        var before = _guest.Awakened;
        Assert.That((_guest.Enqueue(Item("c")), _guest.Awakened), Is.EqualTo((false, before)));
    }

    [Test]
    public void Enqueue_FromAnItem_LeavesTheMailboxAloneAndComesAfterWhatHasArrived()
    {
        _loop.Enqueue(Item("arrived"));
        _loop.On(() => _loop.Enqueue(Item("own")));
        Assert.That(_loop.FallAsleep(), Is.True, "both stand in the loop's own list");
        _loop.Drain();
        Assert.That(_log, Is.EqualTo(new[] { "arrived", "own" }));
    }

    [Test]
    public void IsLast_OfWhatArrived_IsTrueForTheYoungest()
    {
        var (older, younger) = (Item("older"), Item("younger"));
        _loop.Enqueue(older);
        Assert.That(_loop.IsLast(older), Is.True);
        _loop.Enqueue(younger);
        Assert.That((_loop.IsLast(older), _loop.IsLast(younger)), Is.EqualTo((false, true)));
    }

    [Test]
    public void IsLast_OfTheLoopsOwn_IsKnownOnTheLoopWhileNothingHasArrived()
    {
        var (older, younger) = (Item("older"), Item("younger"));
        _loop.On(() =>
        {
            _loop.Enqueue(older);
            _loop.Enqueue(younger);
            Assert.That((_loop.IsLast(older), _loop.IsLast(younger), _loop.IsLast(Item("other"))), Is.EqualTo((false, true, false)));
        });
        Assert.That(_loop.IsLast(younger), Is.False, "who is not on the loop cannot look at its list");
        _loop.Enqueue(Item("arrived"));
        _loop.On(() => Assert.That(_loop.IsLast(younger), Is.False));
    }

    [Test]
    public void PutBack_WithOthersWaiting_ComesFirstAndLosesNone()
    {
        _loop.On(() =>
        {
            _loop.Enqueue(Item("a"));
            _loop.Enqueue(Item("b"));
            Assert.That(_loop.PutBack(Item("rest")), Is.True);
            _loop.Enqueue(Item("c"));
        });
        _loop.Drain();
        Assert.That((_log, _loop.Awakened), Is.EqualTo((new[] { "rest", "a", "b", "c" }, 0)));
    }

    [Test]
    public void PutBack_WithNothingWaiting_IsFollowedByWhatComesNext()
    {
        _loop.On(() =>
        {
            _loop.PutBack(Item("rest"));
            _loop.Enqueue(Item("a"));
        });
        _loop.Drain();
        Assert.That(_log, Is.EqualTo(new[] { "rest", "a" }));
    }

    [TestCase(true, true, ExpectedResult = 1)]
    [TestCase(true, false, ExpectedResult = 0)]
    [TestCase(false, true, ExpectedResult = 0)]
    public int PutBack_WakesALoopThatItsHostMayTurnMeanwhileUnlessItIsOver(bool isOpen, bool nests)
    {
        var loop = new ManualLoop(new ManualOwner(), _time, isGuest: true, nests);
        if (!isOpen)
        {
            loop.End("over");
        }

        var before = loop.Awakened;
        loop.On(() => Assert.That(loop.PutBack(Item("rest")), Is.EqualTo(isOpen)));
        return loop.Awakened - before;
    }

    [Test]
    public void EnqueueTimed_FromAGuestsItem_TellsItEvenWhenItWouldRiseInTime()
    {
        _guest.EnqueueTimed(In(1));
        _guest.Prepare();
        var before = _guest.Awakened;
        _guest.EnqueueTimed(In(2));
        Assert.That(_guest.Awakened, Is.EqualTo(before), "it rises before that");
        _guest.On(() => _guest.EnqueueTimed(In(3)));
        Assert.That(_guest.Awakened, Is.EqualTo(before + 1), "its item may pump the host with no rise prepared");
    }

    [Test]
    public void EnqueueTimed_AfterTheEnd_IsRefusedAndTellsNobody()
    {
        _guest.End("over");
        var before = _guest.Awakened;
        _guest.On(() => Assert.That(_guest.EnqueueTimed(In(1)), Is.False));
        Assert.That(_guest.Awakened, Is.EqualTo(before));
    }

    private ManualItem Item(string name) => new(name, _log);

    private TestTimedItem In(int seconds) => new(seconds) { Due = _loop.Clock.DueAfter(TimeSpan.FromSeconds(seconds)) };
}
