using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>An action that schedules itself again, as recursive scheduling and every drain loop of Rx do.</summary>
[Row("Self-reschedule", Goal = 6, Bytes = 56)]
[MemoryDiagnoser]
public class SelfReschedule
{
    private const int N = 400_000;

    private readonly Finish _finish = new();
    private EventLoopScheduler _eventLoop = null!;
    private Caller _caller = null!;
    private int _left;
    private Func<IScheduler, SelfReschedule, IDisposable> _step = null!;

    [GlobalSetup]
    public void Setup()
    {
        _eventLoop = new EventLoopScheduler();
        _caller = CallerReactive.Caller.StartNew();
        _step = static (scheduler, self) => self.Step(scheduler);
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
        _left = N;
        _finish.Expect(1);
        scheduler.Schedule(this, _step);
        _finish.Wait();
    }

    private IDisposable Step(IScheduler scheduler)
    {
        if (--_left == 0)
        {
            _finish.One();
            return Disposable.Empty;
        }

        // The handle is dropped: kept, it would chain a million of them on both sides.
        scheduler.Schedule(this, _step);
        return Disposable.Empty;
    }
}
