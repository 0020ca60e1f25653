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
