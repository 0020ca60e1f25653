using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>A timer that is changed while the end of its loop hands it over to the platform: by an observer of what is refused just before it.</summary>
public sealed class LoopTimerEndTests
{
    private readonly FakeTimeProvider _clock = new();
    private int _fired;

    [Test]
    public void DisabledMeanwhile_ItDoesNotFire() =>
        Assert.That(FiredAfter(timer => timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)), Is.Zero);

    [Test]
    public void ChangedMeanwhile_ItFiresOnce() =>
        Assert.That(FiredAfter(timer => timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan)), Is.EqualTo(1));

    [Test]
    public void ChangedMeanwhile_AndDisposedLater_ItDoesNotFire() =>
        Assert.That(
            FiredAfter(timer => timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan), static timer => timer.Dispose()),
            Is.Zero
        );

    [Test]
    public void DisposedMeanwhile_ItDoesNotFire() => Assert.That(FiredAfter(timer => timer.Dispose()), Is.Zero);

    [Test]
    public void LeftAlone_ItFiresOnce() => Assert.That(FiredAfter(_ => { }), Is.EqualTo(1));

    private int FiredAfter(Action<ITimer> change, Action<ITimer>? later = null)
    {
        var caller = Caller.Create(new CallerOptions { TimeProvider = _clock });
        var refusedFirst = caller.CallLater(TimeSpan.FromHours(1), () => { });
        using var timer = caller.TimeProvider.CreateTimer(
            _ => Interlocked.Increment(ref _fired),
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan
        );
        refusedFirst.OnDone(_ => change(timer));
        caller.Stop();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
        later?.Invoke(timer);
        for (var second = 0; second < 10; second++)
            _clock.Advance(TimeSpan.FromSeconds(1));
        return _fired;
    }
}
