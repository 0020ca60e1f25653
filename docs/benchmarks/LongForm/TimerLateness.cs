using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>How late (or, with some, how early) a timer of a few milliseconds fires on an otherwise idle scheduler.</summary>
internal static class TimerLateness
{
    internal static void Run(Report report, bool quick)
    {
        var count = quick ? 200 : 1000;
        var caller = Caller.StartNew();
        using var eventLoop = new EventLoopScheduler();
        using var fired = new ManualResetEventSlim();
        long at = 0;
        void Fire()
        {
            at = Stopwatch.GetTimestamp();
            fired.Set();
        }

        (string Name, Action<TimeSpan> Arm)[] contenders =
        [
            ("Caller", due => caller.Schedule(0, due, (_, _) => Fired())),
            ("EventLoopScheduler", due => eventLoop.Schedule(0, due, (_, _) => Fired())),
            ("System.Threading.Timer", due => _ = new Timer(_ => Fire(), null, due, Timeout.InfiniteTimeSpan)),
        ];
        var random = new Random(4711);
        var samples = contenders.ToDictionary(static contender => contender.Name, static _ => new List<double>());
        for (var i = -10; i < count; i++)
        {
            var due = TimeSpan.FromMilliseconds(1 + (random.NextDouble() * 9));
            foreach (var (name, arm) in contenders)
            {
                fired.Reset();
                var armed = Stopwatch.GetTimestamp();
                arm(due);
                fired.Wait();
                if (i >= 0)
                {
                    samples[name].Add((Stopwatch.GetElapsedTime(armed, at) - due).TotalMicroseconds);
                }
            }
        }

        caller.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (var (name, values) in samples)
        {
            foreach (var percent in (double[])[0, 50, 99])
            {
                report.Add(
                    new Figure(
                        "Timer lateness, 1-10 ms",
                        name,
                        percent == 0 ? "earliest" : $"p{percent}",
                        Samples.Percentile(values, percent),
                        "us"
                    )
                );
            }
        }

        IDisposable Fired()
        {
            Fire();
            return Disposable.Empty;
        }
    }
}
