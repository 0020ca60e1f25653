using System.Diagnostics;

namespace CallerReactive.Benchmarks.LongForm;

/// <summary>Whoever waits for many: from the first call until the last outcome is known. The calls, and their runs, are part of it.</summary>
internal static class GrowthOfPendings
{
    internal static double AsCompleted(Caller caller, int count) =>
        Measure(
            count,
            async () =>
            {
                await foreach (var pending in caller.AsCompleted(Call(caller, count)).ConfigureAwait(false))
                {
                    _ = pending.Result;
                }
            }
        );

    internal static double Wait(Caller caller, int count) =>
        Measure(count, async () => await caller.Wait(Call(caller, count)).AsTask().ConfigureAwait(false));

    internal static double Group(Caller caller, int count) =>
        Measure(
            count,
            () =>
                caller.RunGroupAsync(_ =>
                {
                    Call(caller, count);
                    return Task.CompletedTask;
                })
        );

    private static Pending<int>[] Call(Caller caller, int count)
    {
        var pendings = new Pending<int>[count];
        for (var i = 0; i < count; i++)
        {
            pendings[i] = caller.CallSoon(static () => 1);
        }

        return pendings;
    }

    private static double Measure(int count, Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        work().GetAwaiter().GetResult();
        return Growth.Each(started, count);
    }
}
