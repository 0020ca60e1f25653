using System.Collections.Concurrent;

namespace CallerReactive;

/// <summary>All callers of the process that have not stopped. Weakly: one that nobody holds and nothing runs is collected.</summary>
internal static class CallerRegistry
{
    private static readonly ConcurrentDictionary<long, WeakReference<Caller>> Callers = new();

    static CallerRegistry() => _ = CallerGauges.All; // whoever listens to the meter finds its gauges as soon as there is a caller

    internal static void Add(Caller caller) => Callers[caller.Id] = new WeakReference<Caller>(caller);

    internal static void Remove(Caller caller) => Callers.TryRemove(caller.Id, out _);

    internal static Caller? Find(long id) =>
        Callers.TryGetValue(id, out var reference) && reference.TryGetTarget(out var caller) ? caller : null;

    /// <summary>In the order of creation.</summary>
    internal static List<Caller> Snapshot()
    {
        List<Caller> callers = [];
        foreach (var (id, reference) in Callers)
        {
            if (reference.TryGetTarget(out var caller))
            {
                callers.Add(caller);
            }
            else
            {
                Callers.TryRemove(id, out _);
            }
        }

        callers.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        return callers;
    }
}
