using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>Code on the loop that calls something on the same loop and awaits it, again and again.</summary>
[Row("CallSoon awaited on the caller itself", Goal = 3, Bytes = 128)]
[MemoryDiagnoser]
public class CallSoonAwaited : TaskContenders
{
    private const int N = 200_000;

    [Benchmark(OperationsPerInvoke = N)]
    public Task Caller() =>
        OurCaller
            .CallSoon(async () =>
            {
                for (var i = 0; i < N; i++)
                {
                    await OurCaller.CallSoon(static () => 1);
                }
            })
            .AsTask();

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public Task ExclusiveScheduler() => OneByOne(Exclusive);

    [Benchmark(OperationsPerInvoke = N)]
    public Task AsyncContextThread() => OneByOne(AsyncContext);

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
