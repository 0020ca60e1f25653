using System.Reactive;
using CallerReactive.Tests.Groups;

namespace CallerReactive.Tests.Upstream;

/// <summary>TestPendingManagerTest of the original, test by test.</summary>
public sealed class PendingManagerTests : GroupFixture
{
    [Test]
    public void Context()
    {
        var pm = new Manager();
        var token = pm.Activate();
        var inside = StartGated();
        token.Dispose();
        var outside = StartGated();
        Assert.That(pm.Pending, Does.Contain(inside).And.Not.Contain(outside));
    }

    [Test]
    public async Task PoolIgnoresPendingErrors()
    {
        var pm = new Manager();
        using var token = pm.Activate();
        var pen1 = StartGated();
        var pen2 = Home.CallSoon(() => throw new DivideByZeroException());
        await pen2.WhenDone(Limit);
        Gate.SetResult();
        await pen1;
        var pen3 = StartEndless();
        Assert.That(pm.Pending, Is.EqualTo(new[] { pen3 }));
        var giveUp = pen3.WaitAsync(TimeSpan.FromSeconds(0.01), cancelOnTimeout: true, Limit);
        Time.Advance(TimeSpan.FromSeconds(0.01));
        Assert.That(await OutcomeOf(giveUp), Is.TypeOf<TimeoutException>());
        await pen3.WhenDone(Limit);
        Assert.That(pm.Pending, Is.Empty);
        Assert.That(pen2.Exception, Is.Not.Null);
    }

    [Test]
    public async Task State()
    {
        const int n = 2;
        var (pm, count) = (new Manager(), 0);
        object Recursive() => ++count < n ? Home.CallSoon(Recursive) : count;
        var token = pm.Activate();
        var first = Home.CallSoon(Recursive);
        pm.Add(first);
        object result = first;
        while (result is Pending<object> next)
        {
            result = await next;
        }

        Assert.That((result, count), Is.EqualTo(((object)n, n)));
        Assert.That(pm.Pending, Is.Empty);

        _ = StartGated();
        Assert.That(pm.Pending, Has.Count.EqualTo(1));
        var pen = new PendingSource<Unit>();
        pm.Add(pen.Pending);
        Assert.That(pm.Pending, Does.Contain(pen.Pending));
        pm.Remove(pen.Pending);
        Assert.That(pm.Pending, Does.Not.Contain(pen.Pending));
        token.Dispose();
        Gate.SetResult();
        await Home.Wait(pm.Pending.Cast<Pending<Unit>>()).AsTask().WaitAsync(Limit);
        Assert.That(pm.Pending, Is.Empty);
    }

    [Test]
    public void Subclass()
    {
        var (pm, pm2) = (new Manager(), new SubManager());
        var token = pm.Activate();
        var before = StartGated();
        var token2 = pm2.Activate();
        var both = StartGated();
        token.Dispose();
        var second = StartGated();
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => token2.Dispose(), null);
        var still = StartGated();
        token2.Dispose();
        var none = StartGated();
        Assert.That(pm.Pending, Is.EqualTo(new[] { before, both }));
        Assert.That(pm2.Pending, Is.EqualTo(new[] { both, second, still }), "Ended in another context it is still active in this one");
        Assert.That(none.IsDone, Is.False);
    }

    [Test]
    public async Task NestedIsolated()
    {
        var pm = new Manager();
        using var token = pm.Activate();
        Pending? inside = null;
        await Home.ScheduleCall(
                () =>
                {
                    inside = StartGated();
                },
                new CallOptions { Track = false }
            )
            .WhenDone(Limit);
        Assert.That(inside, Is.Not.Null);
        Assert.That(pm.Pending, Is.Empty);
    }

    private class Manager : PendingManager;

    private sealed class SubManager : Manager;
}
