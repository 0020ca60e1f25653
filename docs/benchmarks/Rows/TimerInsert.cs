using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>100,000 timers with due times in no order, all pending at the end.</summary>
[Row("Timer insert, 100k pending", Goal = 5)]
[MemoryDiagnoser]
public class TimerInsert
{
    private const int N = 100_000;

    private readonly TimeSpan[] _dues = new TimeSpan[N];
    private EventLoopScheduler _eventLoop = null!;
    private Caller _caller = null!;
    private Timer[] _timers = [];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(4711);
        for (var i = 0; i < N; i++)
        {
            _dues[i] = TimeSpan.FromSeconds(60 + (random.NextDouble() * 1000));
        }
    }

    [IterationSetup]
    public void New()
    {
        _eventLoop = new EventLoopScheduler();
        _caller = CallerReactive.Caller.StartNew();
    }

    [IterationCleanup]
    public void End()
    {
        _eventLoop.Dispose();
        _caller.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (var timer in _timers)
        {
            timer.Dispose();
        }

        _timers = [];
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void Caller() => Run(_caller);

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void EventLoopScheduler() => Run(_eventLoop);

    [Benchmark(OperationsPerInvoke = N)]
    public void SystemTimer()
    {
        _timers = new Timer[N];
        for (var i = 0; i < N; i++)
        {
            _timers[i] = new Timer(static _ => { }, null, _dues[i], Timeout.InfiniteTimeSpan);
        }
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void PriorityQueue()
    {
        var queue = new PriorityQueue<object, TimeSpan>();
        for (var i = 0; i < N; i++)
        {
            queue.Enqueue(new object(), _dues[i]);
        }
    }

    private void Run(IScheduler scheduler)
    {
        for (var i = 0; i < N; i++)
        {
            scheduler.Schedule(0, _dues[i], static (_, _) => Disposable.Empty);
        }
    }
}
