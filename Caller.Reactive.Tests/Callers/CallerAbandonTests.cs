using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Callers;

/// <summary>What ignores a stop for longer than <see cref="CallerOptions.StopTimeout"/> is left behind, and everything else ends (decision 30).</summary>
public sealed class CallerAbandonTests
{
    private static readonly CallerOptions Impatient = new() { StopTimeout = TimeSpan.FromMilliseconds(1) };

    [Test]
    public void ItemThatBlocksTheLoop_EverythingElseEnds()
    {
        var caller = Caller.StartNew(Impatient);
        using var release = new ManualResetEventSlim();
        using var stuck = Block(caller, release, out var left);
        var waiting = caller.CallSoon(() => 7);
        var later = caller.CallLater(TimeSpan.FromHours(1), () => 7);
        var timer = Task.Delay(TimeSpan.FromMilliseconds(20), caller.TimeProvider);
        Waiting.ForEnd(caller);
        Assert.That((waiting.Status, later.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
        Assert.That(() => caller.Schedule(() => { }), Throws.InstanceOf<ObjectDisposedException>());
        Waiting.For(timer); // what awaits it elsewhere is not left alone
        release.Set();
        Waiting.For(left);
    }

    [Test]
    public void SyncCallThatBlocksTheLoop_EndsCancelledWhileItStillRuns()
    {
        var caller = Caller.StartNew(Impatient);
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.CallSoon(() =>
        {
            entered.SetResult();
            release.Wait();
            left.SetResult();
            return 7;
        });
        Waiting.For(entered.Task);
        Waiting.ForEnd(caller);
        Assert.That((call.Status, left.Task.IsCompleted), Is.EqualTo((PendingStatus.Cancelled, false)));
        release.Set();
        Waiting.For(left.Task);
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public void AsyncCallThatIgnoresItsToken_StillRunsItsFinally()
    {
        var caller = Caller.StartNew(Impatient);
        var never = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var cleaned = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.CallSoon(async () =>
        {
            try
            {
                begun.SetResult();
                await never.Task;
            }
            finally
            {
                cleaned.SetResult(caller.CheckAccess());
            }
        });
        Waiting.For(begun.Task);
        Waiting.ForEnd(caller);
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
        never.SetResult();
        Assert.That(Waiting.For(cleaned.Task), Is.False, "on the thread pool");
    }

    [Test]
    public void StuckItemThatComesBack_CanStillPostAndCall()
    {
        var caller = Caller.StartNew(Impatient);
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var posted = new TaskCompletionSource();
        var call = new TaskCompletionSource<PendingStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.CallDirect(() =>
        {
            entered.SetResult();
            release.Wait();
            SynchronizationContext.Current!.Post(_ => posted.SetResult(), null);
            call.SetResult(caller.CallSoon(() => 7).Status);
        });
        Waiting.For(entered.Task);
        Waiting.ForEnd(caller);
        release.Set();
        Assert.That(Waiting.For(call.Task), Is.EqualTo(PendingStatus.Cancelled));
        Waiting.For(posted.Task);
    }

    [Test]
    public void RunThatIsStuck_ReturnsOnceItsItemDoes()
    {
        using var host = new RunThreadHost(Impatient);
        using var release = new ManualResetEventSlim();
        using var stuck = Block(host.Caller, release, out var left);
        Waiting.ForEnd(host.Caller);
        release.Set();
        Waiting.For(left); // and Dispose waits for Run to return
    }

    [Test]
    public void ObserverThatBlocksWhileTheStopRefuses_HoldsUpNobodyElse()
    {
        var caller = Caller.StartNew(Impatient);
        using var release = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        caller.CallDirect(() => gate.Wait());
        var first = caller.CallSoon(() => 1);
        var second = caller.CallSoon(() => 2);
        var third = caller.CallLater(TimeSpan.FromHours(1), () => 3);
        first.OnDone(_ => release.Wait());
        caller.Stop();
        gate.Set();
        try
        {
            Waiting.For(caller.Stopped.WhenDone());
            Assert.That((second.Status, third.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
        }
        finally
        {
            release.Set();
        }
    }

    [Test]
    public void AbandonAgainstAnItemThatJustReturns_EndsExactlyOnce()
    {
        for (var round = 0; round < 100; round++)
        {
            var caller = Caller.StartNew(Impatient);
            using var release = new ManualResetEventSlim();
            using var stuck = Block(caller, release, out var left);
            var ended = 0;
            var waiting = Enumerable.Range(0, 20).Select(_ => caller.CallSoon(() => 7)).ToList();
            var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.ForEach(call =>
                call.OnDone(_ =>
                {
                    if (Interlocked.Increment(ref ended) == 20)
                    {
                        all.SetResult();
                    }
                })
            );
            caller.Stop();
            Thread.SpinWait(round * 200);
            release.Set();
            Waiting.For(caller.Stopped.AsTask());
            Waiting.For(left);
            // Two threads may share the end of an abandoned caller: the last of them may be a moment behind Stopped.
            Waiting.For(all.Task);
            Assert.That(Volatile.Read(ref ended), Is.EqualTo(20));
        }
    }

    private static IDisposable Block(Caller caller, ManualResetEventSlim release, out Task left)
    {
        var entered = new TaskCompletionSource();
        var leaving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handle = caller.Schedule(() =>
        {
            entered.SetResult();
            release.Wait();
            leaving.SetResult();
        });
        Waiting.For(entered.Task);
        left = leaving.Task;
        return handle;
    }
}
