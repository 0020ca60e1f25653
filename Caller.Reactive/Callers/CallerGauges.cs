using System.Diagnostics.Metrics;

namespace CallerReactive;

/// <summary>
/// What the meter asks of callers when somebody collects: nothing counts anything for it meanwhile. Callers of one name are summed, and workers count for whom they work for, because a
/// meter's measurements must differ in their tags.
/// </summary>
internal static class CallerGauges
{
    private const string WorkerState = "caller.worker.state";

    /// <summary>Makes them, once. A meter keeps its instruments for the life of the process.</summary>
    internal static readonly IReadOnlyList<Instrument> All =
    [
        CallerMeter.Meter.CreateObservableUpDownCounter(
            "caller.queue.length",
            static () => Sum(static caller => caller.Loop.Look(0).ReadyCount + caller.WaitingForWorkers),
            "{item}",
            "Items that wait for their turn, or for a worker."
        ),
        CallerMeter.Meter.CreateObservableUpDownCounter(
            "caller.timer.count",
            static () => Sum(static caller => caller.Loop.Look(0).TimedCount),
            "{timer}",
            "Items that wait for their time."
        ),
        CallerMeter.Meter.CreateObservableUpDownCounter(
            "caller.active_calls",
            static () => Sum(static caller => caller.Loop.Calls.Count + (caller.Loop.ExecutingItem is Pending ? 1 : 0)),
            "{call}",
            "Calls whose function has begun and not ended."
        ),
        CallerMeter.Meter.CreateObservableUpDownCounter(
            "caller.worker.count",
            Workers,
            "{worker}",
            "Workers behind ToThread, by whether they are idle."
        ),
    ];

    private static IEnumerable<Measurement<long>> Sum(Func<Caller, int> count) =>
        CallerRegistry
            .Snapshot()
            .GroupBy(static caller => ((ILoopOwner)caller).Label.Name, count)
            .Select(static group => new Measurement<long>(group.Sum(static one => (long)one), Tag(group.Key)));

    private static IEnumerable<Measurement<long>> Workers()
    {
        foreach (var group in CallerRegistry.Snapshot().GroupBy(static caller => caller.Name, static caller => caller.CountWorkers()))
        {
            var all = group.Sum(static one => one.All);
            if (all > 0)
            {
                var idle = group.Sum(static one => one.Idle);
                yield return new Measurement<long>(idle, Tag(group.Key), KeyValuePair.Create<string, object?>(WorkerState, "idle"));
                yield return new Measurement<long>(all - idle, Tag(group.Key), KeyValuePair.Create<string, object?>(WorkerState, "used"));
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(string caller) => KeyValuePair.Create<string, object?>(CallerMeter.CallerName, caller);
}
