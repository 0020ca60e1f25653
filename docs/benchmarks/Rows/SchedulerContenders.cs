using System.Reactive.Concurrency;
using BenchmarkDotNet.Attributes;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>A caller beside the scheduler of Rx that has a thread of its own.</summary>
public abstract class SchedulerContenders
{
    protected Caller OurCaller { get; private set; } = null!;

    protected EventLoopScheduler EventLoop { get; private set; } = null!;

    [GlobalSetup]
    public void Setup()
    {
        EventLoop = new EventLoopScheduler();
        OurCaller = CallerReactive.Caller.StartNew();
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        EventLoop.Dispose();
        await OurCaller.DisposeAsync();
    }
}
