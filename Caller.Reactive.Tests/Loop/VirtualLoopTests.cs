using CallerReactive.Tests.VirtualTime;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>A loop without a mailbox: each item has a turn of its own, and nobody else can end it.</summary>
public sealed class VirtualLoopTests
{
    private readonly Loop _loop = VirtualCaller.On(new TestScheduler()).Loop;

    [Test]
    public void NoItemStandsForMany()
    {
        var item = new TestItem(0);
        _loop.Enqueue(item);
        Assert.That((_loop.IsLast(item), _loop.MayGoOn(), _loop.CanNest), Is.EqualTo((false, false, false)));
        Assert.That(() => _loop.PutBack(item), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void ItNeedsNoThreadAndNoHelp()
    {
        Assert.That(_loop.NeedsThread(Thread.CurrentThread), Is.False);
        Assert.That((_loop.TryHelpEnd("over", out var inHand), inHand), Is.EqualTo((false, (WorkItem?)null)));
    }
}
