using System.Diagnostics;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using CallerReactive.Benchmarks.Runner;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>From handing work to a sleeping thread to its first instruction there. Between two of them the thread is idle for a millisecond or more.</summary>
internal static class WakeUp
{
    internal static void Run(Report report, bool quick)
    {
        var count = quick ? 300 : 2000;
        var caller = Caller.StartNew();
        using var eventLoop = new EventLoopScheduler();
        using var wake = new AutoResetEvent(false);
        using var woken = new ManualResetEventSlim();
        long sent = 0;
        long arrived = 0;
        void Arrive()
        {
            arrived = Stopwatch.GetTimestamp();
            woken.Set();
        }

        var raw = new Thread(() =>
        {
            while (wake.WaitOne() && sent >= 0)
            {
                Arrive();
            }
        });
        raw.Start();
        (string Name, Action Send)[] contenders =
        [
            ("Caller", () => caller.Schedule(0, (_, _) => Arrived())),
            ("EventLoopScheduler", () => eventLoop.Schedule(0, (_, _) => Arrived())),
            ("AutoResetEvent", () => wake.Set()),
            ("Task.Run", () => Task.Run(Arrive)),
        ];
        var samples = contenders.ToDictionary(static contender => contender.Name, static _ => new List<double>());
        for (var i = -50; i < count; i++)
        {
            foreach (var (name, send) in contenders)
            {
                woken.Reset();
                Thread.Sleep(1);
                sent = Stopwatch.GetTimestamp();
                send();
                woken.Wait();
                if (i >= 0)
                {
                    samples[name].Add(Stopwatch.GetElapsedTime(sent, arrived).TotalMicroseconds);
                }
            }
        }

        sent = -1;
        wake.Set();
        caller.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (var (name, values) in samples)
        {
            foreach (var percent in (double[])[50, 90, 99])
            {
                report.Add(new Figure("Wake-up latency of an idle thread", name, $"p{percent}", Samples.Percentile(values, percent), "us"));
            }
        }

        IDisposable Arrived()
        {
            Arrive();
            return Disposable.Empty;
        }
    }
}
