using System.Reactive.Disposables;

namespace CallerReactive.Tests.LoopTests;

/// <summary>What immediate and timed work of a scheduler keeps, and until when.</summary>
public sealed class ScheduledItemTests
{
    private readonly ManualLoop _loop = new(new ManualOwner(), new CreepingTime(TimeSpan.Zero));

    [Test]
    public void Dispose_WhileItWaits_LetsGoOfTheStateAndRunsNothing()
    {
        var ran = false;
        Action state = () => ran = true;
        var item = new ScheduledItem<Action>(
            state,
            static (_, run) =>
            {
                run();
                return Disposable.Empty;
            }
        );
        _loop.Enqueue(item);
        Assert.That(item.Label, Is.SameAs(state));
        item.Dispose();
        Assert.That(item.Label, Is.Null);
        _loop.Drain();
        Assert.That(ran, Is.False);
    }

    [Test]
    public void Dispose_AfterTheRun_DisposesWhatTheActionReturned()
    {
        var returned = new BooleanDisposable();
        var item = new ScheduledItem<BooleanDisposable>(returned, static (_, state) => state);
        _loop.Enqueue(item);
        _loop.Drain();
        Assert.That(returned.IsDisposed, Is.False);
        item.Dispose();
        Assert.That(returned.IsDisposed, Is.True);
    }
}
