namespace CallerReactive.Tests;

/// <summary>What nobody keeps any more is collected, sooner or later.</summary>
internal static class Garbage
{
    public static void AssertCollected(WeakReference reference)
    {
        var token = TestContext.CurrentContext.CancellationToken;
        while (reference.IsAlive && !token.IsCancellationRequested)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Yield(); // a thread that had it may still be leaving
        }

        Assert.That(reference.IsAlive, Is.False);
    }
}
