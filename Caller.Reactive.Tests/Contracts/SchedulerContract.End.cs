using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Contracts;

/// <summary>
/// C40 to C42, as adapted: while a caller stops, shutdown code may still schedule (decision 30), so the <see cref="ObjectDisposedException"/> of C40
/// comes once it has stopped; and from code that is still running then, because it was abandoned.
/// </summary>
public abstract partial class SchedulerContract
{
    [Test]
    public void C40_WhatWaitsWhenAStopIsNoticed_IsDropped()
    {
        var ran = new List<int>();
        OnCaller(() =>
        {
            Scheduler.Schedule(() => ran.Add(1));
            Scheduler.Schedule(TimeSpan.FromMilliseconds(1), () => ran.Add(2));
            Caller.Stop();
        });
        WaitForEnd();
        Assert.That(ran, Is.Empty);
    }

    [Test]
    public void C40_WhileStopping_ScheduleStillRuns()
    {
        var ran = false;
        var release = Signal();
        Caller.StoppingToken.Register(release.SetResult);
        var shutdown = Caller.CallSoon(async () =>
        {
            await release.Task;
            var cleaned = Signal();
            Scheduler.Schedule(() =>
            {
                ran = true;
                cleaned.SetResult();
            });
            await cleaned.Task;
        });
        Drain();
        Scheduler.Schedule(() => Caller.Stop());
        WaitForEnd();
        Assert.That((shutdown.IsDone, ran), Is.EqualTo((true, true)));
    }

    [Test]
    public void C40_OnceStopped_EveryScheduleThrows()
    {
        WaitForStop();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Scheduler.Schedule(() => { }), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => Scheduler.Schedule(TimeSpan.FromMilliseconds(1), () => { }), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => Scheduler.Schedule(DateTimeOffset.MaxValue, () => { }), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => Caller.SchedulePeriodic(0, TimeSpan.Zero, static x => x), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(
                () => Caller.SchedulePeriodic(0, TimeSpan.FromHours(1), static x => x),
                Throws.InstanceOf<ObjectDisposedException>()
            );
        }
    }

    [Test]
    public void C40_HandlesOfADroppedItem_StayHarmless()
    {
        var handle = Scheduler.Schedule(TimeSpan.FromHours(1), () => { });
        WaitForStop();
        Assert.That(handle.Dispose, Throws.Nothing);
    }

    [Test]
    public void C41_OwnEndInAnItemInFlight_IsNobodysFault()
    {
        NeedsThread();
        Use(Options with { StopTimeout = TimeSpan.FromMilliseconds(1) });
        var reported = 0;
        Caller.UnhandledException += (_, args) =>
        {
            reported++;
            args.Handled = true;
        };
        using var release = new ManualResetEventSlim();
        var entered = Signal();
        var refused = Signal<bool>();
        Scheduler.Schedule(() =>
        {
            entered.SetResult();
            release.Wait();
            try
            {
                Scheduler.Schedule(() => { });
            }
            finally
            {
                refused.SetResult(true);
            }
        });
        Host.RunUntil(entered.Task);
        WaitForStop(); // the item blocks the loop, so it is abandoned
        release.Set();
        Host.RunUntil(refused.Task);
        Host.Dispose();
        Assert.That(reported, Is.Zero);
    }

    [Test]
    public void C41_EndOfAnotherCallerInAnItem_IsReported()
    {
        var other = Caller.Create();
        other.Stop();
        var reported = HandleExceptions();
        Scheduler.Schedule(() => other.Schedule(() => { }));
        Assert.That(Host.Await(reported.Task).Exception, Is.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void C42_StopAndDispose_AreIdempotentEverywhere()
    {
        var disposal = OnCaller(() =>
        {
            Caller.Stop();
            Caller.Stop();
            return Caller.DisposeAsync().AsTask();
        });
        Caller.Stop();
        Waiting.For(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Caller.Stop()))));
        Host.RunUntil(disposal);
        Host.RunUntil(Caller.DisposeAsync().AsTask());
        Assert.That(Caller.State, Is.EqualTo(CallerState.Stopped));
        Assert.That(() => Caller.Stop(), Throws.Nothing);
    }

    [Test]
    public void C42_Stop_DoesNotWaitForTheItemInFlight()
    {
        NeedsThread();
        using var release = new ManualResetEventSlim();
        var entered = Signal();
        Scheduler.Schedule(() =>
        {
            entered.SetResult();
            release.Wait();
        });
        Host.RunUntil(entered.Task);
        Caller.Stop();
        var stateThen = Caller.State;
        release.Set();
        WaitForEnd();
        Assert.That((stateThen, Caller.State), Is.EqualTo((CallerState.Stopping, CallerState.Stopped)));
    }

    private void WaitForStop()
    {
        Caller.Stop();
        WaitForEnd();
    }

    private void WaitForEnd() => Host.RunUntil(Caller.Stopped.WhenDone());
}
