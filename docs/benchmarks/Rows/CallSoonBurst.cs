using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>200,000 calls from another thread, then an await for each of them.</summary>
[Row("CallSoon, 200k then await all", Goal = 2, Bytes = 128)]
[MemoryDiagnoser]
public class CallSoonBurst : TaskContenders
{
    private const int N = 200_000;

    [Benchmark(OperationsPerInvoke = N)]
    public async Task Caller()
    {
        var pendings = new Pending<int>[N];
        for (var i = 0; i < N; i++)
        {
            pendings[i] = OurCaller.CallSoon(static () => 1);
        }

        foreach (var pending in pendings)
        {
            await pending;
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public Task TaskRun() => All(static () => Task.Run(static () => 1));

    [Benchmark(OperationsPerInvoke = N)]
    public Task ExclusiveScheduler() => All(() => Exclusive.StartNew(static () => 1));

    [Benchmark(OperationsPerInvoke = N)]
    public Task AsyncContextThread() => All(() => AsyncContext.StartNew(static () => 1));

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
