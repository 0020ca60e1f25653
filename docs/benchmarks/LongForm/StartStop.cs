using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using CallerReactive.Benchmarks.Runner;
using Nito.AsyncEx;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>From nothing to the first work done, to the end of the thread.</summary>
internal static class StartStop
{
    internal static void Run(Report report, bool quick)
    {
        var rounds = quick ? 100 : 500;
        (string Name, Action Run)[] contenders =
        [
            (
                "Caller",
                static () =>
                {
                    var caller = Caller.StartNew();
                    caller.CallSoon(static () => 1).Wait();
                    caller.Stop();
                    caller.Stopped.Wait();
                }
            ),
            (
                "EventLoopScheduler",
                static () =>
                {
                    using var ran = new ManualResetEventSlim();
                    using var eventLoop = new EventLoopScheduler();
                    eventLoop.Schedule(
                        ran,
                        static (_, ran) =>
                        {
                            ran.Set();
                            return Disposable.Empty;
                        }
                    );
                    ran.Wait();
                }
            ),
            (
                "AsyncContextThread",
                static () =>
                {
                    using var thread = new AsyncContextThread();
                    thread.Factory.StartNew(static () => 1).GetAwaiter().GetResult();
                    thread.JoinAsync().GetAwaiter().GetResult();
                }
            ),
            (
                "bare thread",
                static () =>
                {
                    var thread = new Thread(static () => { });
                    thread.Start();
                    thread.Join();
                }
            ),
        ];
        var samples = contenders.ToDictionary(static contender => contender.Name, static _ => new List<double>());
        for (var i = -10; i < rounds; i++)
        {
            foreach (var (name, run) in contenders)
            {
                var started = Stopwatch.GetTimestamp();
                run();
                if (i >= 0)
                {
                    samples[name].Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                }
            }
        }

        foreach (var (name, values) in samples)
        {
            report.Add(new Figure("Start, one call, stop", name, "median", Samples.Percentile(values, 50), "us"));
        }
    }
}
