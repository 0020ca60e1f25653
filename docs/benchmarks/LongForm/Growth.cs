using System.Diagnostics;
using System.Reactive.Disposables;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>How the cost of one operation grows with how much there is of it: it should not, beyond the logarithm of a heap and the caches of the machine.</summary>
internal static class Growth
{
    internal static void Run(Report report, bool quick)
    {
        int[] sizes = quick ? [1_000, 10_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
        foreach (var size in sizes)
        {
            Measure(report, "Queued items, run", size, Queue);
        }

        foreach (var size in sizes)
        {
            Measure(report, "Timers, inserted and cancelled", size, Timers);
        }
    }

    private static void Measure(Report report, string title, int size, Action<Caller, int> run)
    {
        var caller = Caller.StartNew();
        var times = new List<double>();
        var rounds = Math.Max(5, 200_000 / size);
        for (var round = -2; round < rounds; round++)
        {
            GC.Collect();
            var started = Stopwatch.GetTimestamp();
            run(caller, size);
            if (round >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds / size);
            }
        }

        report.Add(new Figure(title, "Caller", $"{size:N0}", Samples.Percentile(times, 50), "ns each"));
        caller.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void Queue(Caller caller, int size)
    {
        // All are queued before the first one runs.
        using var gate = new ManualResetEventSlim();
        caller.Schedule(
            gate,
            static (_, gate) =>
            {
                gate.Wait();
                return Disposable.Empty;
            }
        );
        for (var i = 0; i < size; i++)
        {
            caller.Schedule(0, static (_, _) => Disposable.Empty);
        }

        gate.Set();
        caller.CallSoon(static () => 1).Wait();
    }

    private static void Timers(Caller caller, int size)
    {
        var handles = new IDisposable[size];
        var random = new Random(4711);
        for (var i = 0; i < size; i++)
        {
            handles[i] = caller.Schedule(0, TimeSpan.FromSeconds(60 + random.Next(1000)), static (_, _) => Disposable.Empty);
        }

        random.Shuffle(handles);
        foreach (var handle in handles)
        {
            handle.Dispose();
        }
    }
}
