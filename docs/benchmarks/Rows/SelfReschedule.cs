using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>An action that schedules itself again, as recursive scheduling and every drain loop of Rx do.</summary>
[Row("Self-reschedule", Goal = 6, Bytes = 56)]
[MemoryDiagnoser]
public class SelfReschedule : SchedulerContenders
{
    private const int N = 400_000;

    private readonly Finish _finish = new();
    private int _left;
    private readonly Func<IScheduler, SelfReschedule, IDisposable> _step = static (scheduler, self) => self.Step(scheduler);

    [Benchmark(OperationsPerInvoke = N)]
    public void Caller() => Run(OurCaller);

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void EventLoopScheduler() => Run(EventLoop);

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
