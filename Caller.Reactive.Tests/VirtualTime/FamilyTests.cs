using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>Children and workers of a virtual caller live on its clock, all on the thread that drives it.</summary>
public sealed class FamilyTests
{
    private readonly TestScheduler _clock = new();

    [Test]
    public async Task ToThread_RunsAWorkerOnTheClockAndTheDrivingThread()
    {
        await using var caller = VirtualCaller.On(_clock);
        var driver = Environment.CurrentManagedThreadId;

        var call = caller.ToThread(async () =>
        {
            await Task.Delay(TimeSpan.FromHours(1), Caller.Current.TimeProvider);
            return (
                Caller.Current.Name,
                Caller.Current.Parent,
                Environment.CurrentManagedThreadId,
                Hours: _clock.Clock / TimeSpan.TicksPerHour
            );
        });

        Assert.That(caller.RunUntil(call), Is.EqualTo(($"{caller.Name} worker 1", caller, driver, 1L)));
    }

    [Test]
    public async Task Workers_AreLimitedReusedAndRetired_OnTheClock()
    {
        await using var caller = VirtualCaller.On(
            _clock,
            new CallerOptions { MaxWorkers = 2, WorkerIdleTimeout = TimeSpan.FromMinutes(1) }
        );
        List<(string, long)> log = [];
        var calls = Enumerable
            .Range(1, 4)
            .Select(_ =>
                caller.ToThread(async () =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(10), Caller.Current.TimeProvider);
                    log.Add((Caller.Current.Name, _clock.Clock / TimeSpan.TicksPerSecond));
                })
            )
            .ToList();

        calls.ForEach(call => caller.RunUntil(call));
        var busyAt = caller.Children.Count;
        _clock.AdvanceBy(TimeSpan.FromSeconds(59).Ticks);
        var before = caller.Children.Count;
        _clock.AdvanceBy(TimeSpan.FromSeconds(2).Ticks);

        var name = caller.Name;
        Assert.That(
            log,
            Is.EqualTo([($"{name} worker 1", 10L), ($"{name} worker 2", 10L), ($"{name} worker 1", 20L), ($"{name} worker 2", 20L)])
        );
        Assert.That((busyAt, before, caller.Children.Count), Is.EqualTo((2, 2, 0)));
    }

    [Test]
    public async Task Get_MakesAChildOnTheSameClock()
    {
        await using var caller = VirtualCaller.On(_clock);
        var child = caller.Get("child");

        var seen = caller.RunUntil(child.CallLater(VirtualCaller.Ticks(7), () => (Caller.Current, _clock.Clock)));

        Assert.That(seen, Is.EqualTo((child, 7L)));
        Assert.That(caller.Get("child"), Is.SameAs(child));
        Assert.That(child.Host, Is.SameAs(caller.Host));
        Assert.That(child.Thread, Is.Null);
    }

    [Test]
    public void Stop_WaitsOnTheClock_ForWhatIgnoresItsToken()
    {
        var caller = VirtualCaller.On(_clock, new CallerOptions { StopTimeout = TimeSpan.FromSeconds(10) });
        var driver = Environment.CurrentManagedThreadId;
        var finishedOn = 0;
        var deaf = caller.CallSoon(async () =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromHours(1), caller.TimeProvider);
            }
            finally
            {
                finishedOn = Environment.CurrentManagedThreadId;
            }
        });
        _clock.AdvanceBy(10);

        caller.Stop();
        caller.RunUntil(caller.Stopped);
        var stoppedAt = _clock.Clock / TimeSpan.TicksPerSecond;
        _clock.Start();

        Assert.That(stoppedAt, Is.EqualTo(10));
        Assert.That(deaf.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(finishedOn, Is.EqualTo(driver), "what goes on after the end goes on in virtual time");
        Assert.That(_clock.Clock / TimeSpan.TicksPerHour, Is.EqualTo(1));
    }

    [Test]
    public void Stop_RefusesWhatWaits_AndLetsWhatRunsEnd()
    {
        var caller = VirtualCaller.On(_clock);
        List<string> log = [];
        var runs = caller.CallSoon(async token =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromHours(1), caller.TimeProvider, token);
            }
            finally
            {
                log.Add($"cleaned up on {Caller.Current.Name}");
                await Task.Yield();
                log.Add("really");
            }
        });
        var waits = caller.CallLater(TimeSpan.FromMinutes(1), () => log.Add("no"));
        caller.Schedule("x", (_, _) => System.Reactive.Disposables.Disposable.Empty);
        _clock.AdvanceBy(1);
        var queued = caller.CallSoon(() => log.Add("no"));

        caller.Stop();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopping));
        caller.RunUntil(caller.Stopped);

        Assert.That(log, Is.EqualTo([$"cleaned up on {caller.Name}", "really"]));
        Assert.That(
            (runs.Status, waits.Status, queued.Status),
            Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled, PendingStatus.Cancelled))
        );
        Assert.That(caller.CallSoon(static () => { }).Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(
            () => caller.Schedule(0, static (_, _) => System.Reactive.Disposables.Disposable.Empty),
            Throws.InstanceOf<ObjectDisposedException>()
        );
        Assert.That(_clock.Clock, Is.LessThan(TimeSpan.TicksPerSecond));
    }

    [Test]
    public void Stop_FromInside_EndsInTheSameRun()
    {
        var caller = VirtualCaller.On(_clock);
        caller.CallLater(VirtualCaller.Ticks(100), () => caller.Stop());
        var never = caller.CallLater(VirtualCaller.Ticks(200), static () => { });

        _clock.Start();

        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
        Assert.That(never.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(_clock.Clock, Is.LessThan(110));
    }

    [Test]
    public async Task DisposeAsync_OfACallerThatNobodyDrives_EndsIt()
    {
        var caller = VirtualCaller.On(_clock);
        var child = caller.Get("child");
        var call = child.CallSoon(() => Task.Delay(TimeSpan.FromDays(1), child.TimeProvider));
        _clock.AdvanceBy(5);

        await caller.DisposeAsync();

        Assert.That(
            (caller.State, child.State, call.Status),
            Is.EqualTo((CallerState.Stopped, CallerState.Stopped, PendingStatus.Cancelled))
        );
    }

    [Test]
    public async Task DirectCall_HoldsBackTheOthers_InOrder()
    {
        await using var caller = VirtualCaller.On(_clock);
        List<string> log = [];
        caller.CallDirect(async () =>
        {
            log.Add("direct");
            await Task.Delay(TimeSpan.FromMilliseconds(1), caller.TimeProvider);
            _ = caller.CallSoon(() => log.Add("d"));
            log.Add("direct ends");
        });
        _ = caller.CallSoon(() => log.Add("a"));
        _ = caller.CallLater(VirtualCaller.Ticks(4), () => log.Add("b"));
        _ = caller.CallLater(VirtualCaller.Ticks(5), () => log.Add("c"));

        caller.RunUntil(caller.CallLater(TimeSpan.FromMilliseconds(2), static () => { }));

        Assert.That(log, Is.EqualTo(["direct", "direct ends", "a", "b", "c", "d"]));
    }
}
