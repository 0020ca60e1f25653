using System.Reactive.Concurrency;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>What a tick costs beside the waiting: a period of zero.</summary>
[Row("Periodic tick", Bytes = 0)]
[MemoryDiagnoser]
public class PeriodicTick : SchedulerContenders
{
    private const int N = 200_000;

    private readonly Finish _finish = new();

    [Benchmark(OperationsPerInvoke = N)]
    public void Caller() => Run(OurCaller);

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void EventLoopScheduler() => Run(EventLoop);

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
