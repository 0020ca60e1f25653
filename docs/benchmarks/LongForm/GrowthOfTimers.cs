using System.Diagnostics;
using System.Reactive.Disposables;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>Many timers that wait at the same time.</summary>
internal static class GrowthOfTimers
{
    internal static double Insert(Caller caller, int size)
    {
        var started = Stopwatch.GetTimestamp();
        var handles = Arm(caller, size);
        var time = Growth.Each(started, size);
        Array.ForEach(handles, static handle => handle.Dispose());
        return time;
    }

    internal static double Cancel(Caller caller, int size)
    {
        var handles = Arm(caller, size);
        new Random(4711).Shuffle(handles);
        var started = Stopwatch.GetTimestamp();
        foreach (var handle in handles)
        {
            handle.Dispose();
        }

        return Growth.Each(started, size);
    }

    /// <summary>All are due when the loop is let go.</summary>
    internal static double Fire(Caller caller, int size)
    {
        using var gate = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        GrowthOfQueues.Hold(caller, gate);
        var random = new Random(4711);
        var left = size;
        var last = 0L;
        for (var i = 0; i < size; i++)
        {
            last = Math.Max(last, Stopwatch.GetTimestamp());
            caller.Schedule(
                0,
                TimeSpan.FromTicks(1 + random.Next(10_000)),
                (_, _) =>
                {
                    if (--left == 0)
                    {
                        done.Set();
                    }

                    return Disposable.Empty;
                }
            );
        }

        while (Stopwatch.GetElapsedTime(last) < TimeSpan.FromMilliseconds(1.1))
        {
            Thread.SpinWait(50);
        }

        var started = Stopwatch.GetTimestamp();
        gate.Set();
        done.Wait();
        return Growth.Each(started, size);
    }

    private static IDisposable[] Arm(Caller caller, int size)
    {
        var handles = new IDisposable[size];
        var random = new Random(4711);
        for (var i = 0; i < size; i++)
        {
            handles[i] = caller.Schedule(0, TimeSpan.FromSeconds(60 + (1000 * random.NextDouble())), static (_, _) => Disposable.Empty);
        }

        return handles;
    }
}
