using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>What waits while a direct call is awaited.</summary>
public sealed class MailboxLoopHoldTests
{
    private readonly List<string> _log = [];
    private readonly ManualLoop _loop = new(new ManualOwner(), new FakeTimeProvider());

    [Test]
    public void Hold_LetsContinuationsThroughAndKeepsTheRestInOrder()
    {
        _loop.On(_loop.Hold);
        _loop.Enqueue(Item("a"));
        _loop.Enqueue(new ManualItem("continuation", _log, survives: true));
        _loop.Enqueue(Item("b"));
        _loop.Drain();
        Assert.That(_log, Is.EqualTo(new[] { "continuation" }));
        _loop.On(_loop.Release);
        _loop.Drain();
        Assert.That(_log, Is.EqualTo(new[] { "continuation", "a", "b" }));
    }

    [Test]
    public void Release_WithOthersWaiting_PutsWhatWasHeldFirstAndLosesNone()
    {
        _loop.On(_loop.Hold);
        _loop.Enqueue(Item("held"));
        _loop.Step();
        _loop.On(() =>
        {
            _loop.Enqueue(Item("a"));
            _loop.Release();
            _loop.Enqueue(Item("b"));
        });
        _loop.Drain();
        Assert.That(_log, Is.EqualTo(new[] { "held", "a", "b" }));
    }

    [Test]
    public void RefuseWaiting_WhileHeld_RefusesWhatIsHeldBackToo()
    {
        _loop.On(_loop.Hold);
        _loop.Enqueue(Item("held"));
        _loop.Drain();
        _loop.Enqueue(Item("arrived"));
        _loop.On(() => Assert.That(_loop.RefuseWaiting("stop"), Is.EqualTo(2)));
        _loop.On(_loop.Release);
        _loop.Drain();
        Assert.That(_log, Is.EqualTo(new[] { "arrived: stop", "held: stop" }));
    }

    private ManualItem Item(string name) => new(name, _log);
}
