using System.Reactive.Disposables;

namespace CallerReactive.Tests.Budgets;

/// <summary>Bytes that a piece of work allocates on the thread that asks for it and on the caller's. What other threads and tests do does not count.</summary>
internal sealed record Allocation(long Here, long OnLoop)
{
    internal long Total => Here + OnLoop;

    /// <summary>Runs the work once to warm up, then measures it until the caller has run all that it queued.</summary>
    internal static Allocation Of(Caller caller, Action work)
    {
        work();
        var probe = new Probe();
        var loopBefore = probe.ReadOn(caller);
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        var here = GC.GetAllocatedBytesForCurrentThread() - before;
        return new Allocation(here, probe.ReadOn(caller) - loopBefore);
    }

    private sealed class Probe
    {
        private readonly SemaphoreSlim _read = new(0);
        private long _bytes;

        internal long ReadOn(Caller caller)
        {
            caller.Schedule(
                this,
                static (_, probe) =>
                {
                    probe._bytes = GC.GetAllocatedBytesForCurrentThread();
                    probe._read.Release();
                    return Disposable.Empty;
                }
            );
            _read.Wait(TestContext.CurrentContext.CancellationToken);
            return _bytes;
        }
    }
}
