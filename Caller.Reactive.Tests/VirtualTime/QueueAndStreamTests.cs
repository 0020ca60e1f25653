using System.Reactive;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>Queues and streams on the virtual clock: what waits for a time waits for that of the clock, and everything ends when the clock says so.</summary>
public sealed class QueueAndStreamTests
{
    private readonly TestScheduler _clock = new();

#pragma warning disable NUnit1032 // One object per test: the tear-down of the test is the end of the field.
    private readonly Caller _caller;
#pragma warning restore NUnit1032

    public QueueAndStreamTests() => _caller = VirtualCaller.On(_clock);

    [TearDown]
    public async Task StopCaller() => await _caller.DisposeAsync();

    [Test]
    public void Queue_HandlersThatTakeAnHour_FollowOneAnother()
    {
        var began = new List<long>();
        var queue = _caller.OpenQueue<int>(
            async (_, token) =>
            {
                began.Add(_clock.Clock / TimeSpan.TicksPerHour);
                await Task.Delay(TimeSpan.FromHours(1), _caller.TimeProvider, token);
            }
        );
        for (var i = 0; i < 3; i++)
            queue.TryPost(i);
        queue.Complete();

        _caller.RunUntil(queue.Completion);

        Assert.That(began, Is.EqualTo([0L, 1, 2]));
    }

    [Test]
    public void BoundedObserveOn_EachElementHasATurnOfItsOwn_AndThoseOfOneInstantTheSameTick()
    {
        var source = _clock.CreateHotObservable(Next(210, 1), Next(210, 2), Next(220, 3), End(230));
        var seen = _clock.CreateObserver<int>();
        using var subscription = source.ObserveOn(_caller, 10, OverflowPolicy.Error).Subscribe(seen);

        _clock.AdvanceTo(1000);

        Assert.That(seen.Messages, Is.EqualTo([Next(211, 1), Next(211, 2), Next(221, 3), End(231)]));
    }

    [Test]
    public void ObserveLatestOn_ShowsTheNewestOfAnInstant()
    {
        var source = _clock.CreateHotObservable(Next(210, 1), Next(210, 2), Next(210, 3), End(230));
        var seen = _clock.CreateObserver<int>();
        using var subscription = source.ObserveLatestOn(_caller).Subscribe(seen);

        _clock.AdvanceTo(1000);

        Assert.That(seen.Messages, Is.EqualTo([Next(211, 3), End(231)]));
    }

    [Test]
    public void EnsureOn_OnTheCaller_CostsNoTick()
    {
        var seen = _clock.CreateObserver<long>();
        using var subscription = Observable.Timer(VirtualCaller.Ticks(100), _caller).EnsureOn(_caller).Subscribe(seen);

        _clock.AdvanceTo(1000);

        Assert.That(seen.Messages.Select(message => message.Time), Is.EqualTo([100L, 100]));
    }

    [Test]
    public void ToAsyncEnumerable_OnTheCaller_ReadsInVirtualTime()
    {
        var sum = _caller.CallSoon(async () =>
        {
            var total = 0L;
            await foreach (var tick in Observable.Interval(TimeSpan.FromHours(1), _caller).Take(4).ToAsyncEnumerable(_caller))
                total += tick;
            return (total, Hours: _clock.Clock / TimeSpan.TicksPerHour);
        });

        Assert.That(_caller.RunUntil(sum), Is.EqualTo((6, 4)));
    }

    private static Recorded<Notification<int>> Next(long time, int value) => new(time, Notification.CreateOnNext(value));

    private static Recorded<Notification<int>> End(long time) => new(time, Notification.CreateOnCompleted<int>());
}
