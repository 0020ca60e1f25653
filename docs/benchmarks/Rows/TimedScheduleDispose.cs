using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>Throttle's pattern: a time-out that the next element cancels. Measured until the scheduler is rid of what was cancelled, as far as it gets rid of it.</summary>
[Row("Timed Schedule + Dispose", Goal = 10)]
[MemoryDiagnoser]
public class TimedScheduleDispose
{
    private const int N = 200_000;

    private static readonly TimeSpan TimeOut = TimeSpan.FromMilliseconds(500);

    private EventLoopScheduler _eventLoop = null!;
    private Caller _caller = null!;

    [GlobalSetup]
    public void Setup() => _caller = CallerReactive.Caller.StartNew();

    [GlobalCleanup]
    public Task Cleanup() => _caller.DisposeAsync().AsTask();

    // What it has kept of one round must not weigh on the next one.
    [IterationSetup]
    public void NewEventLoop() => _eventLoop = new EventLoopScheduler();

    [IterationCleanup]
    public void EndEventLoop() => _eventLoop.Dispose();

    [Benchmark(OperationsPerInvoke = N)]
    public void Caller() => Run(_caller);

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void EventLoopScheduler() => Run(_eventLoop);

    [Benchmark(OperationsPerInvoke = N)]
    public void SystemTimer()
    {
        for (var i = 0; i < N; i++)
        {
            new Timer(static _ => { }, null, TimeOut, Timeout.InfiniteTimeSpan).Dispose();
        }
    }

    private static void Run(IScheduler scheduler)
    {
        for (var i = 0; i < N; i++)
        {
            scheduler.Schedule(0, TimeOut, static (_, _) => Disposable.Empty).Dispose();
        }
    }
}
