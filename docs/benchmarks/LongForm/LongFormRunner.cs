using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>What BenchmarkDotNet measures badly: distributions, threads, memory that stays.</summary>
internal static class LongFormRunner
{
    internal static void RunAll(Report report, bool quick, string only)
    {
        (string Name, Action<Report, bool> Run)[] all =
        [
            ("WakeUp", WakeUp.Run),
            ("TimerLateness", TimerLateness.Run),
            ("IdleCallers", IdleCallers.Run),
            ("StartStop", StartStop.Run),
            ("Growth", Growth.Run),
        ];
        foreach (var (_, run) in all.Where(one => one.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            run(report, quick);
        }
    }
}
