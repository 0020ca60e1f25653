using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;
using Nito.AsyncEx;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>200,000 calls from another thread, then an await for each of them.</summary>
[Row("CallSoon, 200k then await all", Goal = 2, Bytes = 128)]
[MemoryDiagnoser]
public class CallSoonBurst
{
    private const int N = 200_000;

    private Caller _caller = null!;
    private AsyncContextThread _asyncContext = null!;
    private TaskFactory _exclusive = null!;

    [GlobalSetup]
    public void Setup()
    {
        _caller = CallerReactive.Caller.StartNew();
        _asyncContext = new AsyncContextThread();
        _exclusive = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _asyncContext.Dispose();
        await _caller.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = N)]
    public async Task Caller()
    {
        var pendings = new Pending<int>[N];
        for (var i = 0; i < N; i++)
        {
            pendings[i] = _caller.CallSoon(static () => 1);
        }

        foreach (var pending in pendings)
        {
            await pending;
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public Task TaskRun() => All(static () => Task.Run(static () => 1));

    [Benchmark(OperationsPerInvoke = N)]
    public Task ExclusiveScheduler() => All(() => _exclusive.StartNew(static () => 1));

    [Benchmark(OperationsPerInvoke = N)]
    public Task AsyncContextThread() => All(() => _asyncContext.Factory.StartNew(static () => 1));

    private static Task All(Func<Task<int>> call)
    {
        var tasks = new Task<int>[N];
        for (var i = 0; i < N; i++)
        {
            tasks[i] = call();
        }

        return Task.WhenAll(tasks);
    }
}
