using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;
using Nito.AsyncEx;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>Code on the loop that calls something on the same loop and awaits it, again and again.</summary>
[Row("CallSoon awaited on the caller itself", Goal = 3, Bytes = 128)]
[MemoryDiagnoser]
public class CallSoonAwaited
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
    public Task Caller() =>
        _caller
            .CallSoon(async () =>
            {
                for (var i = 0; i < N; i++)
                {
                    await _caller.CallSoon(static () => 1);
                }
            })
            .AsTask();

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public Task ExclusiveScheduler() => OneByOne(_exclusive);

    [Benchmark(OperationsPerInvoke = N)]
    public Task AsyncContextThread() => OneByOne(_asyncContext.Factory);

    private static Task OneByOne(TaskFactory factory) =>
        factory
            .StartNew(async () =>
            {
                for (var i = 0; i < N; i++)
                {
                    await factory.StartNew(static () => 1);
                }
            })
            .Unwrap();
}
