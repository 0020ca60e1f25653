namespace CallerReactive;

/// <summary>
/// What is active in an execution context: an immutable list, innermost first, in one <see cref="AsyncLocal{T}"/> for all classes of trackers, so that a call
/// where nothing is active costs one look.
/// </summary>
internal sealed class TrackerScope
{
    private static readonly AsyncLocal<TrackerScope?> Ambient = new();

    private readonly object _key;
    private readonly PendingTracker _tracker;
    private readonly TrackerScope? _outer;
    private readonly Entry[] _entries;

    private TrackerScope(object key, PendingTracker tracker, TrackerScope? outer)
    {
        (_key, _tracker, _outer) = (key, tracker, outer);
        _entries = [new Entry(tracker, false), .. (outer?._entries ?? []).Where(IsSeen).Select(Shield)];
    }

    private readonly record struct Entry(PendingTracker Tracker, bool IsShielded);

    /// <summary>The trackers that a call made here joins, innermost first.</summary>
    internal static IEnumerable<PendingTracker> Active => (Ambient.Value?._entries ?? []).Select(static entry => entry.Tracker);

    /// <summary>From here on, and in what flows from here, until the same key is taken out of the same context.</summary>
    internal static void Push(object key, PendingTracker tracker) => Ambient.Value = new TrackerScope(key, tracker, Ambient.Value);

    /// <summary>Wherever in the list it is; nothing happens where it is not active.</summary>
    internal static void Remove(object key)
    {
        var scope = Ambient.Value;
        var rest = scope?.Without(key);
        if (!ReferenceEquals(rest, scope))
        {
            Ambient.Value = rest;
        }
    }

    /// <summary>Makes a new pending a member of all that is active here.</summary>
    internal static void Join(Pending pending)
    {
        if (Ambient.Value is { } scope)
        {
            scope.Add(pending);
        }
    }

    /// <summary>The flow of here, in which nothing is active.</summary>
    internal static ExecutionContext? CaptureFlowWithout()
    {
        var scope = Ambient.Value;
        if (scope is null)
        {
            return Loop.CaptureFlow();
        }

        Ambient.Value = null;
        try
        {
            return Loop.CaptureFlow();
        }
        finally
        {
            Ambient.Value = scope;
        }
    }

    private void Add(Pending pending)
    {
        foreach (var entry in _entries)
        {
            try
            {
                entry.Tracker.Join(pending, entry.IsShielded);
            }
            catch (Exception e)
            {
                // An override of Add: it must not keep the call from being made.
                pending.ReportObserver(e);
            }
        }
    }

    private TrackerScope? Without(object key)
    {
        if (ReferenceEquals(_key, key))
        {
            return _outer;
        }

        var outer = _outer?.Without(key);
        return ReferenceEquals(outer, _outer) ? this : new TrackerScope(_key, _tracker, outer);
    }

    private bool IsSeen(Entry outer) => !_tracker.ReplacesItsClass || outer.Tracker.GetType() != _tracker.GetType();

    private Entry Shield(Entry outer) => _tracker.ShieldsMembers ? outer with { IsShielded = true } : outer;
}
