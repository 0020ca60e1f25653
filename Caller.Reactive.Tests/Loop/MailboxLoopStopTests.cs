using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>What a requested stop or exit means for what is dispatched next.</summary>
public sealed class MailboxLoopStopTests
{
    private readonly List<string> _log = [];
    private readonly ManualOwner _owner = new();
    private readonly ManualLoop _loop;

    public MailboxLoopStopTests() => _loop = new ManualLoop(_owner, new FakeTimeProvider());

    [Test]
    public void RequestStop_JustBeforeAnItemBegins_RefusesItWithTheReason()
    {
        _loop.Enqueue(Item("a"));
        _loop.RequestStop("stop");
        Assert.That((_loop.Step(), _loop.ExecutingItem), Is.EqualTo((true, (WorkItem?)null)));
        Assert.That(_log, Is.EqualTo(new[] { "a: stop" }));
    }

    [Test]
    public void RequestStop_JustBeforeAContinuationBegins_LetsItRun()
    {
        _loop.Enqueue(new ManualItem("continuation", _log, survives: true));
        _loop.RequestStop("stop");
        _loop.Step();
        Assert.That(_log, Is.EqualTo(new[] { "continuation" }));
    }

    [Test]
    public void RequestExit_JustBeforeAnItemBegins_RefusesNothing()
    {
        _loop.Enqueue(Item("a"));
        _loop.AskToExit();
        _loop.Step();
        Assert.That(_log, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void HandleSignals_OfAStop_TellsTheOwnerOnceAndGoesOn()
    {
        _loop.RequestStop("stop");
        Assert.That((_loop.Handle(), _loop.Handle(), _loop.IsSignalled), Is.EqualTo((false, false, false)));
        Assert.That(_owner.StopsNoticed, Is.EqualTo(1));
    }

    [Test]
    public void HandleSignals_OfAnExit_LeavesOneFrame()
    {
        _loop.AskToExit();
        Assert.That((_loop.IsSignalled, _loop.Handle(), _loop.Handle()), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void RefuseWaiting_ShowsEachItemAsExecutingWhileItIsRefused()
    {
        WorkItem? seen = null;
        ManualItem item = new("a", _log) { OnRefused = () => seen = _loop.ExecutingItem };
        _loop.Enqueue(item);
        _loop.On(() => _loop.RefuseWaiting("stop"));
        Assert.That((seen, _loop.ExecutingItem), Is.EqualTo(((WorkItem?)item, (WorkItem?)null)));
    }

    [Test]
    public void EndPumping_AfterAnExceptionLeftARefusal_LeavesNoItemBehind()
    {
        _loop.Begin();
        _loop.Enqueue(new ManualItem("a", _log) { OnRefused = static () => throw new ThreadInterruptedException() });
        Assert.That(() => _loop.On(() => _loop.RefuseWaiting("stop")), Throws.TypeOf<ThreadInterruptedException>());
        Assert.That(_loop.IsInItem, Is.True);
        _loop.Finish();
        Assert.That((_loop.IsInItem, _loop.Begin()), Is.EqualTo((false, true)));
    }

    private ManualItem Item(string name) => new(name, _log);
}
