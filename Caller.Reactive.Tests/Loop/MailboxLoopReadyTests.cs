using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>The short way for ready items, and the run of many that may go on: both only while nothing else has a right to a turn.</summary>
public sealed class MailboxLoopReadyTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _log = [];
    private readonly ManualOwner _owner = new();
    private readonly ManualLoop _loop;

    public MailboxLoopReadyTests() => _loop = new ManualLoop(_owner, _time);

    [Test]
    public void RunReady_RunsWhatHasArrivedInOrderAndSaysSo()
    {
        _loop.Enqueue(Item("a"));
        _loop.Enqueue(Item("b"));
        Assert.That((_loop.StepAll(), _loop.StepAll(), _loop.ExecutingItem), Is.EqualTo((true, false, (WorkItem?)null)));
        Assert.That(_log, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void RunReady_LooksAroundAfterASetNumber()
    {
        for (var i = 0; i < 300; i++)
        {
            _loop.Enqueue(Item("a"));
        }

        _loop.StepAll();
        Assert.That(_log, Has.Count.EqualTo(256));
        _loop.StepAll();
        Assert.That(_log, Has.Count.EqualTo(300));
    }

    [Test]
    public void RunReady_WithASignal_RunsNothing()
    {
        _loop.Enqueue(Item("a"));
        _loop.RequestStop("stop");
        Assert.That((_loop.StepAll(), _log), Is.EqualTo((false, Array.Empty<string>())));
    }

    [Test]
    public void RunReady_WithASignalFromAnItem_StopsBehindIt()
    {
        _loop.Enqueue(new ManualItem("a", _log, () => _loop.AskToExit()));
        _loop.Enqueue(Item("b"));
        Assert.That((_loop.StepAll(), _log), Is.EqualTo((true, new[] { "a" })));
    }

    [Test]
    public void RunReady_WhileADirectCallIsAwaited_RunsNothing()
    {
        _loop.On(_loop.Hold);
        _loop.Enqueue(Item("a"));
        Assert.That((_loop.StepAll(), _log), Is.EqualTo((false, Array.Empty<string>())));
    }

    [Test]
    public void RunReady_WithATimerOfAForeignClock_LeavesItToTheLongWay()
    {
        _loop.EnqueueTimed(In(TimeSpan.FromHours(1)));
        _loop.Enqueue(Item("a"));
        Assert.That((_loop.StepAll(), _log), Is.EqualTo((false, Array.Empty<string>())));
        Assert.That((_loop.Step(), _log), Is.EqualTo((true, new[] { "a" })));
    }

    [Test]
    public void RunReady_InTheMidstOfARoundOfTimers_RunsNothing()
    {
        _loop.EnqueueTimed(In(TimeSpan.Zero));
        _loop.Enqueue(Item("a"));
        _loop.Step();
        Assert.That((_loop.StepAll(), _log), Is.EqualTo((false, Array.Empty<string>())), "the round may hold another that is due");
        _loop.Step();
        Assert.That(_log, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void RunReady_WithAnExceptionThatIsForgiven_LeavesNothingOfTheItem()
    {
        string? seen = "";
        _loop.Enqueue(
            new ManualItem(
                "throws",
                _log,
                static () =>
                {
                    Ambient.Value = "left behind";
                    throw new InvalidOperationException();
                }
            )
        );
        _loop.Enqueue(new ManualItem("next", _log, () => seen = Ambient.Value));
        Assert.That((_loop.StepAllTwice(), _loop.ExecutingItem, _owner.Reported.Count), Is.EqualTo((true, (WorkItem?)null, 1)));
        Assert.That((_log, seen), Is.EqualTo((new[] { "throws", "next" }, (string?)null)));
    }

    [Test]
    public void RunReady_WithAnExceptionThatIsNotForgiven_ThrowsItAndLeavesNoItemBehind()
    {
        _owner.Forgives = false;
        _loop.Enqueue(new ManualItem("throws", _log, static () => throw new InvalidOperationException()));
        Assert.That(() => _loop.StepAll(), Throws.InvalidOperationException);
        Assert.That((_loop.ExecutingItem, _loop.IsInItem), Is.EqualTo(((WorkItem?)null, false)));
    }

    [Test]
    public void RunNext_DuringAnItem_SaysThatItIsInOne()
    {
        var inItem = false;
        _loop.Enqueue(new ManualItem("a", _log, () => inItem = _loop.IsInItem));
        _loop.Step();
        Assert.That((inItem, _loop.IsInItem), Is.EqualTo((true, false)));
    }

    [Test]
    public void MayGoOn_WithNothingElse_CleansTheAmbientState()
    {
        string? seen = "";
        _loop.On(() =>
        {
            Ambient.Value = "left behind";
            Assert.That(_loop.MayGoOn(), Is.True);
            seen = Ambient.Value;
        });
        Assert.That(seen, Is.Null);
    }

    [Test]
    public void MayGoOn_OfAGuest_IsForItsHostToSay()
    {
        var guest = new ManualLoop(_owner, _time, isGuest: true);
        guest.On(() => Assert.That(guest.MayGoOn(), Is.False));
    }

    [Test]
    public void MayGoOn_OfAWatchedLoop_IsFalse()
    {
        using var watch = new LoopWatch(_loop, TimeSpan.FromHours(1), new StallLog());
        _loop.Watch = watch;
        _loop.On(() => Assert.That(_loop.MayGoOn(), Is.False));
    }

    [Test]
    public void MayGoOn_WithASignalOrATimerOrAHold_IsFalse()
    {
        _loop.AskToExit();
        _loop.On(() => Assert.That(_loop.MayGoOn(), Is.False));
        _loop.Handle();
        _loop.On(() => Assert.That(_loop.MayGoOn(), Is.True));
        _loop.On(_loop.Hold);
        _loop.On(() => Assert.That(_loop.MayGoOn(), Is.False));
        _loop.On(_loop.Release);
        _loop.EnqueueTimed(In(TimeSpan.FromHours(1)));
        _loop.On(() => Assert.That(_loop.MayGoOn(), Is.False));
    }

    private ManualItem Item(string name) => new(name, _log);

    private TestTimedItem In(TimeSpan delay) => new(1) { Due = _loop.Clock.DueAfter(delay) };
}
