using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>Async code on the virtual clock. Each hop over the context costs a tick of a TestScheduler (V3), so the figures count hops.</summary>
public sealed class AwaitTests
{
    private readonly TestScheduler _clock = new();

#pragma warning disable NUnit1032 // One object per test: the tear-down of the test is the end of the field.
    private readonly Caller _caller;
#pragma warning restore NUnit1032

    public AwaitTests() => _caller = VirtualCaller.On(_clock);

    [TearDown]
    public async Task StopCaller() => await _caller.DisposeAsync();

    [Test]
    public void CallLater_RunsAtItsTick()
    {
        var call = _caller.CallLater(VirtualCaller.Ticks(42), () => _clock.Clock);

        Assert.That(_caller.RunUntil(call), Is.EqualTo(42));
        Assert.That(_clock.Clock, Is.EqualTo(42));
    }

    [Test]
    public void CallSoon_RunsOneTickLater()
    {
        Assert.That(_caller.RunUntil(_caller.CallSoon(() => _clock.Clock)), Is.EqualTo(1));
    }

    [Test]
    public void Delay_EndsAtItsTick_AndTheRestFollowsAHopLater()
    {
        var call = _caller.CallSoon(async () =>
        {
            var before = _clock.Clock;
            await Task.Delay(VirtualCaller.Ticks(TimeSpan.TicksPerHour), _caller.TimeProvider);
            return (
                Before: before,
                After: _clock.Clock,
                Caller.Current.Name,
                IsHome: SynchronizationContext.Current == _caller.SynchronizationContext
            );
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo((1, 1 + TimeSpan.TicksPerHour + 1, _caller.Name, true)));
    }

    [Test]
    public void Yield_CostsATick()
    {
        var call = _caller.CallSoon(async () =>
        {
            await Task.Yield();
            await Task.Yield();
            return _clock.Clock;
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo(3));
    }

    [Test]
    public void PeriodicTimer_TicksOnTheClock()
    {
        var call = _caller.CallSoon(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _caller.TimeProvider);
            List<long> seconds = [];
            while (seconds.Count < 3 && await timer.WaitForNextTickAsync())
            {
                seconds.Add(_clock.Clock / TimeSpan.TicksPerSecond);
            }

            return string.Join(' ', seconds);
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo("1 2 3"));
    }

    [Test]
    public void CancellationTokenSource_FiresAtItsTick()
    {
        var call = _caller.CallSoon(async () =>
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMinutes(5), _caller.TimeProvider);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _caller.TimeProvider, source.Token);
            }
            catch (OperationCanceledException) { }

            return _clock.Clock / TimeSpan.TicksPerMinute;
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo(5));
    }

    [Test]
    public void ConfigureAwaitFalse_AfterADelay_StaysOnTheDrivingThread()
    {
        var driver = Environment.CurrentManagedThreadId;
        var call = _caller.CallSoon(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), _caller.TimeProvider).ConfigureAwait(false);
            return (_clock.Clock, Environment.CurrentManagedThreadId, Context: SynchronizationContext.Current);
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo((10_001L, driver, default(SynchronizationContext))));
    }

    [Test]
    public void WhenAll_OverPendings_StaysOnTheDrivingThread([Values] bool byWhenDone)
    {
        var call = _caller.CallSoon(async () =>
        {
            var pendings = Enumerable.Range(1, 3).Select(n => _caller.CallLater(VirtualCaller.Ticks(n * 100), () => n)).ToList();
            await (byWhenDone ? Task.WhenAll(pendings.Select(p => p.WhenDone())) : Task.WhenAll(pendings.Select(p => p.AsTask())));
            return _clock.Clock;
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo(302));
    }

    [Test]
    public void WaitAsync_TimesOutOnTheClock()
    {
        var call = _caller.CallSoon(async () =>
        {
            var never = _caller.CallLater(TimeSpan.FromHours(2), static () => 1);
            try
            {
                await never.WaitAsync(TimeSpan.FromHours(1), cancelOnTimeout: true);
            }
            catch (TimeoutException)
            {
                return (_clock.Clock / TimeSpan.TicksPerHour, never.Status);
            }

            return default;
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo((1L, PendingStatus.Cancelled)));
    }

    [Test]
    public void WaitAsync_OfSomethingThatEndsInTime_GivesItsValue()
    {
        var call = _caller.CallSoon(async () =>
            await _caller.CallLater(TimeSpan.FromHours(1), static () => "value").WaitAsync(TimeSpan.FromHours(2))
            + _clock.Clock / TimeSpan.TicksPerHour
        );

        Assert.That(_caller.RunUntil(call), Is.EqualTo("value1"));
    }

    [Test]
    public void CancelAsync_TimesOutOnTheClock()
    {
        var call = _caller.CallSoon(async () =>
        {
            var deaf = _caller.CallSoon(() => Task.Delay(TimeSpan.FromHours(3), _caller.TimeProvider));
            await Task.Yield();
            try
            {
                await deaf.CancelAsync("enough", TimeSpan.FromHours(1));
            }
            catch (TimeoutException)
            {
                return _clock.Clock / TimeSpan.TicksPerHour;
            }

            return -1;
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo(1));
    }

    [Test]
    public void AnObservable_IsAwaitedOnTheClock()
    {
        var call = _caller.CallSoon(async () =>
        {
            var last = await Observable.Interval(TimeSpan.FromSeconds(1), _caller).Take(3);
            return (last, _clock.Clock / TimeSpan.TicksPerSecond);
        });

        Assert.That(_caller.RunUntil(call), Is.EqualTo((2L, 3L)));
    }

    [Test]
    public void Clock_IsTheSchedulers()
    {
        _clock.AdvanceTo(1234);

        Assert.That(_caller.Now, Is.EqualTo(new DateTimeOffset(1234, TimeSpan.Zero)));
        Assert.That(_caller.TimeProvider.GetUtcNow(), Is.EqualTo(_caller.Now));
        Assert.That(_caller.TimeProvider.GetTimestamp(), Is.EqualTo(1234));
        Assert.That(_caller.TimeProvider.TimestampFrequency, Is.EqualTo(TimeSpan.TicksPerSecond));
        Assert.That(_caller.TimeProvider.LocalTimeZone, Is.EqualTo(TimeZoneInfo.Utc));
    }
}
