using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>The rules of docs/virtual-time.md, each by its own name; the table there names the tests.</summary>
public sealed class PitfallTests
{
    private readonly TestScheduler _clock = new();

#pragma warning disable NUnit1032 // One object per test: the tear-down of the test is the end of the field.
    private readonly Caller _caller;
#pragma warning restore NUnit1032

    public PitfallTests() => _caller = VirtualCaller.On(_clock);

    [TearDown]
    public async Task StopCaller() => await _caller.DisposeAsync();

    [Test]
    public void Delay_WithoutTheCallersTimeProvider_IsADeadlock()
    {
        var call = _caller.CallSoon(static () => Task.Delay(TimeSpan.FromDays(1)));
        Assert.Throws<VirtualDeadlockException>(() => _caller.RunUntil(call));
    }

    [Test]
    public void Operator_WithoutAScheduler_GoesByRealTime()
    {
        var call = _caller.CallSoon(static async () => await Observable.Timer(TimeSpan.FromDays(1)));
        Assert.Throws<VirtualDeadlockException>(() => _caller.RunUntil(call));
        Assert.That(_clock.Clock, Is.LessThan(TimeSpan.TicksPerSecond), "virtual time did not wait for it");
    }

    [Test]
    public void Operator_WithoutAScheduler_ComesBackOnAnotherThread()
    {
        var driver = Environment.CurrentManagedThreadId;
        var seen = new TaskCompletionSource<(bool IsOnTheDriver, bool IsOnACaller)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = _caller.CallSoon(() =>
            Observable
                .Timer(TimeSpan.FromMilliseconds(1))
                .Subscribe(_ => seen.SetResult((Environment.CurrentManagedThreadId == driver, Caller.TryGetCurrent(out var _))))
        );
        using var subscription = _caller.RunUntil(call);

        Assert.That(seen.Task.Wait(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(seen.Task.Result, Is.EqualTo((false, false)));
    }

    [Test]
    public void ConfigureAwaitFalse_AfterATimer_StaysOnTheDrivingThread()
    {
        var driver = Environment.CurrentManagedThreadId;
        var call = _caller.CallSoon(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _caller.TimeProvider).ConfigureAwait(false);
            return Environment.CurrentManagedThreadId;
        });
        Assert.That(_caller.RunUntil(call), Is.EqualTo(driver));
    }

    [Test]
    public void ConfigureAwaitFalse_OfWhatTheLibraryHandsOut_StaysOnTheDrivingThread()
    {
        var driver = Environment.CurrentManagedThreadId;
        var call = _caller.CallSoon(async () =>
        {
            await _caller.CallLater(TimeSpan.FromSeconds(1), static () => 1).AsTask().ConfigureAwait(false);
            return Environment.CurrentManagedThreadId;
        });
        Assert.That(_caller.RunUntil(call), Is.EqualTo(driver));
    }

    [Test]
    public void ConfigureAwaitFalse_OfAGroup_StaysOnTheDrivingThread()
    {
        var driver = Environment.CurrentManagedThreadId;
        var call = _caller.CallSoon(async () =>
        {
            await _caller
                .RunGroupAsync(_ =>
                {
                    _caller.CallLater(TimeSpan.FromHours(1), static () => { });
                    return Task.CompletedTask;
                })
                .ConfigureAwait(false);
            var afterTheFirst = Environment.CurrentManagedThreadId;

            var group = _caller.CreatePendingGroup();
            _ = _caller.CallLater(TimeSpan.FromHours(1), static () => { });
            group.Complete();
            await group.DisposeAsync().ConfigureAwait(false);
            return (afterTheFirst, Environment.CurrentManagedThreadId);
        });
        Assert.That(_caller.RunUntil(call), Is.EqualTo((driver, driver)));
    }

    [Test]
    public void ConfigureAwaitFalse_OfADelayThatIsCancelled_LeavesForTheThreadPool()
    {
        var driver = Environment.CurrentManagedThreadId;
        var seen = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waits = _caller.CallSoon(async token =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromHours(1), _caller.TimeProvider, token).ConfigureAwait(false);
            }
            finally
            {
                seen.SetResult(Environment.CurrentManagedThreadId);
            }
        });
        _caller.RunUntil(_caller.CallLater(TimeSpan.FromSeconds(1), () => waits.Cancel()));

        Assert.That(seen.Task.Wait(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(seen.Task.Result, Is.Not.EqualTo(driver));
    }

    [Test]
    public void ConfigureAwaitFalse_Elsewhere_LeavesForTheThreadPool()
    {
        var driver = Environment.CurrentManagedThreadId;
        var foreign = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _caller.CallSoon(async () =>
        {
            await foreign.Task.ConfigureAwait(false);
            seen.SetResult(Environment.CurrentManagedThreadId);
        });
        _caller.RunUntil(_caller.CallLater(TimeSpan.FromSeconds(1), foreign.SetResult));

        Assert.That(seen.Task.Wait(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(seen.Task.Result, Is.Not.EqualTo(driver));
    }

    [Test]
    public void Delay_OfLessThanAMillisecond_IsNone()
    {
        var call = _caller.CallSoon(async () =>
        {
            var before = _clock.Clock;
            await Task.Delay(TimeSpan.FromTicks(9_999), _caller.TimeProvider);
            return _clock.Clock - before;
        });
        Assert.That(_caller.RunUntil(call), Is.LessThan(9_999));
    }

    [Test]
    public void SchedulerSleep_Awaited_DoesNotReturnToTheContext()
    {
        var driver = Environment.CurrentManagedThreadId;
        var call = _caller.CallSoon(async () =>
        {
            await Scheduler.Sleep(_clock, TimeSpan.FromSeconds(1));
            return (
                Seconds: _clock.Clock / TimeSpan.TicksPerSecond,
                IsHome: SynchronizationContext.Current == _caller.SynchronizationContext,
                IsOnTheDriver: Environment.CurrentManagedThreadId == driver
            );
        });
        Assert.That(_caller.RunUntil(call), Is.EqualTo((1L, false, true)));
    }

    [Test]
    public void Action_ThatThrows_ComesOut_AndTheSchedulerCanBeDrivenAgain()
    {
        _caller.Schedule(static () => throw new InvalidTimeZoneException());
        var call = _caller.CallSoon(static () => 1);
        Assert.Throws<InvalidTimeZoneException>(() => _caller.RunUntil(call));
        Assert.That(_caller.RunUntil(call), Is.EqualTo(1));
    }

    [Test]
    public void Wait_WhereTheClockStandsStill_ThrowsAtOnce()
    {
        var later = _caller.CallLater(TimeSpan.FromHours(1), static () => 1);
        Assert.Throws<InvalidOperationException>(() => later.Wait());
        Assert.Throws<InvalidOperationException>(() => _caller.RunUntil(_caller.CallSoon(() => later.Wait())));
    }

    [Test]
    public void Driving_FromInside_Throws()
    {
        var later = _caller.CallLater(TimeSpan.FromHours(1), static () => 1);
        Assert.Throws<InvalidOperationException>(() => _caller.RunUntil(_caller.CallSoon(() => _caller.RunUntil(later))));
    }

    [Test]
    public void OtherThreads_MayQueue()
    {
        var ran = 0;
        Parallel.For(0, 200, _ => _caller.Schedule(() => ran++));
        _caller.RunUntil(_caller.CallSoon(static () => { }));
        Assert.That(ran, Is.EqualTo(200));
    }

    [Test]
    public void Delay_BeyondTheYear9999_NeverComes_AndDoesNotMoveTheClock()
    {
        var never = _caller.CallLater(TimeSpan.MaxValue, static () => 1);
        _clock.Start();
        Assert.That((never.IsDone, _clock.Clock), Is.EqualTo((false, 0L)));
    }

    [Test]
    public void PeriodicService_IsNotOffered() => Assert.That(((IServiceProvider)_caller).GetService(typeof(ISchedulerPeriodic)), Is.Null);
}
