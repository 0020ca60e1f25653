using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>The end of a loop, also in the midst of an item.</summary>
public sealed class MailboxLoopEndTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _log = [];
    private readonly ManualLoop _loop;

    public MailboxLoopEndTests() => _loop = new ManualLoop(new ManualOwner(), _time);

    [Test]
    public void End_RefusesInTheOrderInWhichItWouldHaveRunAndOrphansContinuations()
    {
        _loop.On(_loop.Hold);
        _loop.Enqueue(Item("held"));
        _loop.Drain();
        _loop.On(() => _loop.Enqueue(Item("own")));
        _loop.Enqueue(new ManualItem("continuation", _log, survives: true));
        _loop.Enqueue(Item("arrived"));
        Assert.That(_loop.End("over"), Is.EqualTo(3));
        Assert.That(_log, Is.EqualTo(new[] { "held: over", "own: over", "continuation: orphan", "arrived: over" }));
    }

    [Test]
    public void End_OfAGuest_TellsIt()
    {
        var guest = new ManualLoop(new ManualOwner(), _time, isGuest: true);
        guest.End("over");
        Assert.That(guest.Awakened, Is.EqualTo(1));
    }

    [Test]
    public void TryHelpEnd_BeforeTheEnd_CannotHelp() =>
        Assert.That((_loop.TryHelpEnd("over", out var inHand), inHand), Is.EqualTo((false, (WorkItem?)null)));

    [Test]
    public void TryHelpEnd_WhileARefusalBlocks_RefusesTheRestAndNamesWhatBlocks()
    {
        WorkItem? inHand = null;
        var helped = false;
        ManualItem blocking = new("blocking", _log) { OnRefused = () => helped = _loop.TryHelpEnd("helped", out inHand) };
        _loop.Enqueue(blocking);
        _loop.Enqueue(Item("rest"));
        Assert.That(_loop.End("over"), Is.EqualTo(1), "the other one was the helper's");
        Assert.That((helped, inHand), Is.EqualTo((true, (WorkItem?)blocking)));
        Assert.That(_log, Is.EqualTo(new[] { "blocking: over", "rest: helped" }));
        Assert.That((_loop.TryHelpEnd("again", out inHand), inHand), Is.EqualTo((true, (WorkItem?)null)), "nothing is in hand any more");
    }

    [Test]
    public void Abandon_OfALoopThatNobodyPumps_EndsItThere()
    {
        _loop.Enqueue(Item("a"));
        _loop.Abandon(End);
        Assert.That(_log, Is.EqualTo(new[] { "a: over" }));
        Assert.That((_loop.Handle(), _loop.TryClaimEnd()), Is.EqualTo((true, false)));
    }

    [Test]
    public void Abandon_NoticedBetweenItems_IsTheLoopsToCarryOut()
    {
        _loop.Begin();
        _loop.Enqueue(Item("first"));
        var abandon = Task.Run(() => _loop.Abandon(End));
        SpinWait.SpinUntil(() => _loop.IsSignalled || TestContext.CurrentContext.CancellationToken.IsCancellationRequested);
        Assert.That(_loop.Handle(), Is.True);
        Assert.That(_log, Is.EqualTo(new[] { "first: over" }));
        Assert.That(async () => await abandon.InTime(), Throws.Nothing);
    }

    // Each of these touches the lists and must say when it is done: who ends a loop in its place waits for that.
    [Test]
    public void Abandon_OfAnItemThatHasQueuedAnother_EndsAtOnce() => AbandonAfter(() => _loop.Enqueue(Item("more")), "more: over");

    [Test]
    public void Abandon_OfAnItemThatHasPutItsRestBack_EndsAtOnce() => AbandonAfter(() => _loop.PutBack(Item("rest")), "rest: over");

    [Test]
    public void Abandon_OfAnItemThatHasReleasedAHold_EndsAtOnce() =>
        AbandonAfter(() =>
        {
            _loop.Hold();
            _loop.Release();
        });

    [Test]
    public void Abandoned_InTheMidstOfAnItem_TakesNothingMoreFromIt()
    {
        _loop.Begin();
        var abandoned = new ManualResetEventSlim();
        _loop.Enqueue(
            new ManualItem(
                "stuck",
                _log,
                () =>
                {
                    AbandonElsewhere(abandoned);
                    Assert.That((_loop.PutBack(Item("rest")), _loop.Enqueue(Item("more"))), Is.EqualTo((false, false)));
                }
            )
        );
        _loop.Step();
        Assert.That((_loop.Owner.Reported, _loop.Handle(), _log), Is.EqualTo((Array.Empty<Exception>(), true, new[] { "stuck" })));
    }

    private void AbandonAfter(Action action, params string[] refused)
    {
        _loop.Begin();
        var abandoned = new ManualResetEventSlim();
        _loop.Enqueue(
            new ManualItem(
                "stuck",
                _log,
                () =>
                {
                    action();
                    AbandonElsewhere(abandoned);
                }
            )
        );
        _loop.Step();
        Assert.That((_loop.Owner.Reported, _log), Is.EqualTo((Array.Empty<Exception>(), (string[])["stuck", .. refused])));
    }

    private void AbandonElsewhere(ManualResetEventSlim abandoned)
    {
        _ = Task.Run(() =>
            _loop.Abandon(() =>
            {
                End();
                abandoned.Set();
            })
        );
        abandoned.Block();
    }

    private void End() => _loop.End("over");

    private ManualItem Item(string name) => new(name, _log);
}
