using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Callers;

public sealed class CallerLeakTests
{
    [Test]
    public void AStoppedCaller_CanBeCollected() => AssertCollected(MakeAndStop());

    [Test]
    public void ACreatedCallerThatNobodyHolds_CanBeCollected() => AssertCollected(MakeOnly());

    [Test]
    public async Task AFinishedCall_IsNotKeptByItsCaller()
    {
        await using var caller = Caller.StartNew();
        AssertCollected(Finish(caller));
    }

    [Test]
    public async Task AStoppedChild_IsNotKeptByItsParent()
    {
        await using var parent = Caller.StartNew();
        AssertCollected(StopAChild(parent));
    }

    [Test]
    public async Task AnAwaitedCall_IsNotKeptByItsCaller()
    {
        await using var caller = Caller.StartNew();
        AssertCollected(AwaitOnTheCaller(caller));
    }

    [Test]
    public async Task AnAwaitOnAnotherCaller_IsNotKeptByEither()
    {
        await using var left = Caller.StartNew();
        await using var right = Caller.StartNew();
        AssertCollected(AwaitAcross(left, right));
    }

    [Test]
    public async Task AClosedQueueOfAHandler_IsNotKeptByItsCaller()
    {
        await using var caller = Caller.StartNew();
        AssertCollected(QueueAndClose(caller));
    }

    [Test]
    public async Task AClosedQueueObject_IsNotKeptByItsCaller()
    {
        await using var caller = Caller.StartNew();
        AssertCollected(OpenAndClose(caller));
    }

    [Test]
    public async Task AFinishedGroup_AndItsMembers_AreNotKeptByTheirCaller()
    {
        await using var caller = Caller.StartNew();
        AssertCollected(RunAGroup(caller));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AwaitOnTheCaller(Caller caller)
    {
        var kept = new object();
        caller
            .CallSoon(async () =>
            {
                await caller.CallSoon(static () => 1);
                GC.KeepAlive(kept);
            })
            .Wait();
        caller.CallSoon(static () => { }).Wait();
        return new WeakReference(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AwaitAcross(Caller left, Caller right)
    {
        var kept = new object();
        left.CallSoon(async () =>
            {
                await right.CallSoon(static () => 1);
                GC.KeepAlive(kept);
            })
            .Wait();
        left.CallSoon(static () => { }).Wait();
        right.CallSoon(static () => { }).Wait();
        return new WeakReference(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference QueueAndClose(Caller caller)
    {
        var kept = new object();
        Action<int> handler = _ => GC.KeepAlive(kept);
        caller.QueueCall(handler, 1);
        var queue = caller.QueueGet(handler)!;
        caller.QueueClose(handler);
        queue.WhenDone().Wait();
        caller.CallSoon(static () => { }).Wait();
        return new WeakReference(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OpenAndClose(Caller caller)
    {
        var kept = new object();
        var queue = caller.OpenQueue<int>(
            (_, _) =>
            {
                GC.KeepAlive(kept);
                return default;
            }
        );
        queue.DisposeAsync().AsTask().Wait();
        caller.CallSoon(static () => { }).Wait();
        return new WeakReference(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAGroup(Caller caller)
    {
        Pending<object>? member = null;
        caller
            .CallSoon(async () =>
                await caller.RunGroupAsync(_ =>
                {
                    member = caller.CallSoon(static () => new object());
                    return Task.CompletedTask;
                })
            )
            .Wait();
        caller.CallSoon(static () => { }).Wait();
        return new WeakReference(member!.Result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeAndStop()
    {
        var caller = Caller.StartNew();
        caller.ToThread(() => 1).Wait();
        caller.Stop();
        caller.Stopped.Wait();
        return new WeakReference(caller);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeOnly() => new(Caller.Create());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Finish(Caller caller)
    {
        var pending = caller.CallSoon(() => new object());
        pending.Wait();
        caller.CallSoon(() => { }).Wait();
        return new WeakReference(pending.Result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference StopAChild(Caller parent)
    {
        var child = parent.Get("child");
        child.Stop();
        child.Stopped.Wait();
        return new WeakReference(child);
    }

    private static void AssertCollected(WeakReference reference)
    {
        var token = TestContext.CurrentContext.CancellationToken;
        while (reference.IsAlive && !token.IsCancellationRequested)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Yield(); // its thread may still be leaving
        }

        Assert.That(reference.IsAlive, Is.False);
    }
}
