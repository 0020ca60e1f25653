using System.Reactive.Concurrency;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>What a tick costs beside the waiting: a period of zero.</summary>
[Row("Periodic tick", Bytes = 0)]
[MemoryDiagnoser]
public class PeriodicTick
{
    private const int N = 200_000;

    private readonly Finish _finish = new();
    private EventLoopScheduler _eventLoop = null!;
    private Caller _caller = null!;

    [GlobalSetup]
    public void Setup()
    {
        _eventLoop = new EventLoopScheduler();
        _caller = CallerReactive.Caller.StartNew();
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _eventLoop.Dispose();
        await _caller.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void Caller() => Run(_caller);

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void EventLoopScheduler() => Run(_eventLoop);

    private void Run(IScheduler scheduler)
    {
        _finish.Expect(N);
        using (scheduler.AsPeriodic()!.SchedulePeriodic(0, TimeSpan.Zero, ticks => Tick(ticks)))
        {
            _finish.Wait();
        }
    }

    private int Tick(int ticks)
    {
        if (ticks < N)
        {
            _finish.One();
        }

        return ticks + 1;
    }
}
