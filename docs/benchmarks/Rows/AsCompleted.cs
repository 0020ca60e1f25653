using BenchmarkDotNet.Attributes;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.Rows;

/// <summary>100,000 futures, taken in the order in which they end, while another thread ends them.</summary>
[Row("AsCompleted over 100k", Goal = 1)]
[MemoryDiagnoser]
public class AsCompleted
{
    private const int N = 100_000;

    private Caller _caller = null!;

    [GlobalSetup]
    public void Setup() => _caller = CallerReactive.Caller.StartNew();

    [GlobalCleanup]
    public async Task Cleanup() => await _caller.DisposeAsync();

    [Benchmark(OperationsPerInvoke = N)]
    public async Task Caller()
    {
        var sources = Enumerable.Range(0, N).Select(static _ => new PendingSource<int>()).ToArray();
        var ending = End(i => sources[i].TrySetResult(i));
        var sum = 0;
        await foreach (var pending in _caller.AsCompleted(sources.Select(static source => source.Pending).ToArray()).ConfigureAwait(false))
        {
            sum += pending.Result;
        }

        await ending.ConfigureAwait(false);
        Check(sum);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public async Task WhenEach()
    {
        var sources = Enumerable
            .Range(0, N)
            .Select(static _ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously))
            .ToArray();
        var ending = End(i => sources[i].TrySetResult(i));
        var sum = 0;
        await foreach (var task in Task.WhenEach(sources.Select(static source => source.Task).ToArray()).ConfigureAwait(false))
        {
            sum += await task.ConfigureAwait(false);
        }

        await ending.ConfigureAwait(false);
        Check(sum);
    }

    private static void Check(int sum)
    {
        if (sum != unchecked((int)((long)N * (N - 1) / 2)))
        {
            throw new InvalidOperationException("Something was lost.");
        }
    }

    private static Task End(Action<int> end) =>
        Task.Run(() =>
        {
            for (var i = 0; i < N; i++)
            {
                end(i);
            }
        });
}
