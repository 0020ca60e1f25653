using System.Diagnostics;
using System.Reactive.Disposables;
using CallerReactive.Benchmarks.Rows;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>Many producers, and a long queue.</summary>
internal static class GrowthOfQueues
{
    private const int Calls = 80_000;

    /// <summary>So many threads make calls at the same time; until the last has run.</summary>
    internal static double Produce(Caller caller, int producers)
    {
        using var threads = new Producers(producers);
        using var done = new CountdownEvent(producers);
        var started = Stopwatch.GetTimestamp();
        threads.Run(
            Calls,
            count =>
            {
                Pending<int>? last = null;
                for (var i = 0; i < count; i++)
                {
                    last = caller.CallSoon(static () => 1);
                }

                last!.Wait();
                done.Signal();
            }
        );
        done.Wait();
        return Growth.Each(started, Calls);
    }

    /// <summary>All are queued before the first one runs.</summary>
    internal static double Run(Caller caller, int size)
    {
        using var gate = new ManualResetEventSlim();
        Hold(caller, gate);
        for (var i = 0; i < size; i++)
        {
            caller.Schedule(0, static (_, _) => Disposable.Empty);
        }

        var last = caller.CallSoon(static () => Stopwatch.GetTimestamp());
        var started = Stopwatch.GetTimestamp();
        gate.Set();
        last.Wait();
        return Growth.Each(started, size);
    }

    internal static void Hold(Caller caller, ManualResetEventSlim gate)
    {
        using var held = new ManualResetEventSlim();
        caller.Schedule(
            (gate, held),
            static (_, state) =>
            {
                state.held.Set();
                state.gate.Wait();
                return Disposable.Empty;
            }
        );
        held.Wait();
    }
}
