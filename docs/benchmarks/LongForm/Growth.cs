using System.Diagnostics;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>How the cost of one operation grows with how much there is of it: it should not, beyond the logarithm of a heap and the caches of the machine.</summary>
internal static class Growth
{
    internal static void Run(Report report, bool quick)
    {
        Series(report, "Producers, calls", [1, 2, 4, 8], GrowthOfQueues.Produce);
        Series(report, "Queued items, run", To(quick ? 100_000 : 1_000_000), GrowthOfQueues.Run);
        Series(report, "Timers, inserted", To(quick ? 100_000 : 1_000_000), GrowthOfTimers.Insert);
        Series(report, "Timers, cancelled", To(quick ? 100_000 : 1_000_000), GrowthOfTimers.Cancel);
        Series(report, "Timers, fired", To(quick ? 100_000 : 1_000_000), GrowthOfTimers.Fire);
        Series(report, "Callers, a call each", To(quick ? 100 : 1_000), GrowthOfCallers.Call);
        Series(report, "Callers, start and stop", To(quick ? 100 : 1_000), GrowthOfCallers.StartAndStop);
        Series(report, "AsCompleted, calls", To(quick ? 10_000 : 100_000), GrowthOfPendings.AsCompleted);
        Series(report, "Wait, calls", To(quick ? 10_000 : 100_000), GrowthOfPendings.Wait);
        Series(report, "A group, calls", To(quick ? 10_000 : 100_000), GrowthOfPendings.Group);
    }

    private static IEnumerable<int> To(int largest)
    {
        for (var size = 1; size <= largest; size *= 10)
        {
            yield return size;
        }
    }

    /// <param name="report">Where the medians go.</param>
    /// <param name="title">What is measured.</param>
    /// <param name="sizes">How many there are.</param>
    /// <param name="measure">Measures one round and returns the nanoseconds of one operation.</param>
    private static void Series(Report report, string title, IEnumerable<int> sizes, Func<Caller, int, double> measure)
    {
        foreach (var size in sizes)
        {
            var caller = Caller.StartNew();
            List<double> times = [];
            var rounds = Math.Clamp(100_000 / size, 5, 200);
            for (var round = -rounds; round < rounds; round++)
            {
                if (size >= 10_000)
                {
                    GC.Collect();
                }

                var time = measure(caller, size);
                if (round >= 0)
                {
                    times.Add(time);
                }
            }

            report.Add(
                new Figure(
                    title,
                    "Caller",
                    size.ToString("N0", System.Globalization.CultureInfo.InvariantCulture),
                    Samples.Percentile(times, 50),
                    "ns each"
                )
            );
            caller.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Nanoseconds since a time stamp, for each of so many.</summary>
    internal static double Each(long started, int size) => (Stopwatch.GetTimestamp() - started) * (1e9 / Stopwatch.Frequency) / size;
}
