using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;
using Nito.AsyncEx;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>A million elements from one thread to an observer on another one.</summary>
[Row("ObserveOn", Goal = 6, Bytes = 4)]
[MemoryDiagnoser]
public class ObserveOn
{
    private const int N = 1_000_000;

    private readonly Finish _finish = new();
    private readonly Subject<int> _caller = new();
    private readonly Subject<int> _callerAsScheduler = new();
    private readonly Subject<int> _eventLoop = new();
    private readonly Subject<int> _context = new();
    private readonly R3.Subject<int> _r3 = new();
    private readonly List<IDisposable> _owned = [];
    private Caller _owner = null!;

    [GlobalSetup]
    public void Setup()
    {
        _owner = CallerReactive.Caller.StartNew();
        var eventLoop = new EventLoopScheduler();
        var nito = new AsyncContextThread();
        IScheduler plain = _owner;
        _owned.Add(_caller.ObserveOn(_owner).Subscribe(_ => _finish.One()));
        _owned.Add(_callerAsScheduler.ObserveOn(plain).Subscribe(_ => _finish.One()));
        _owned.Add(_eventLoop.ObserveOn(eventLoop).Subscribe(_ => _finish.One()));
        _owned.Add(_context.ObserveOn(nito.Context.SynchronizationContext).Subscribe(_ => _finish.One()));
        _owned.Add(
            R3.ObservableSubscribeExtensions.Subscribe(
                R3.ObservableExtensions.ObserveOn(_r3, nito.Context.SynchronizationContext),
                _ => _finish.One()
            )
        );
        _owned.Add(eventLoop);
        _owned.Add(nito);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _owned.ForEach(static owned => owned.Dispose());
        await _owner.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void Caller() => Run(_caller);

    [Benchmark(OperationsPerInvoke = N)]
    public void CallerAsIScheduler() => Run(_callerAsScheduler);

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void EventLoopScheduler() => Run(_eventLoop);

    [Benchmark(OperationsPerInvoke = N)]
    public void SynchronizationContext() => Run(_context);

    [Benchmark(OperationsPerInvoke = N)]
    public void R3SynchronizationContext()
    {
        _finish.Expect(N);
        for (var i = 0; i < N; i++)
        {
            _r3.OnNext(i);
        }

        _finish.Wait();
    }

    private void Run(IObserver<int> subject)
    {
        _finish.Expect(N);
        for (var i = 0; i < N; i++)
        {
            subject.OnNext(i);
        }

        _finish.Wait();
    }
}
