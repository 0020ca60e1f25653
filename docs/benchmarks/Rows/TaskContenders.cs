using BenchmarkDotNet.Attributes;
using Nito.AsyncEx;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>Those that run functions and give back something to await.</summary>
public abstract class TaskContenders
{
    private AsyncContextThread _asyncContext = null!;

    protected Caller OurCaller { get; private set; } = null!;

    protected TaskFactory Exclusive { get; private set; } = null!;

    protected TaskFactory AsyncContext => _asyncContext.Factory;

    [GlobalSetup]
    public void Setup()
    {
        OurCaller = CallerReactive.Caller.StartNew();
        _asyncContext = new AsyncContextThread();
        Exclusive = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _asyncContext.Dispose();
        await OurCaller.DisposeAsync();
    }
}
