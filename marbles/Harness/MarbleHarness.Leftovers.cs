namespace CallerReactive.Marbles;

/// <summary>What must not be left when the run is over, unless the options allow it.</summary>
public sealed partial class MarbleHarness
{
    private readonly HashSet<Pending> _accounted = [];
    private readonly List<MarbleRecording> _strayLanes = [];
    private int _atWork;

    private IEnumerable<string> Leftovers(IReadOnlyList<MarbleRecording> lanes)
    {
        if (!Options.AllowUnfinishedWork)
        {
            foreach (var lane in lanes.Where(IsUnfinished))
                yield return $"Unfinished: {MarbleMarks.Word(lane.Kind)} {lane.Name} has not ended.";
            foreach (var call in UnfinishedCalls())
                yield return $"Unfinished: {call}";
            if (_atWork > 0)
                yield return $"Unfinished: {_atWork} calls were still running.";
            if (Scheduler is MarbleScheduler { NextDue: { } due })
                yield return $"Unfinished: something is due at {MarbleDuration.Format(due - _zero)}.";
        }
        if (!Options.AllowLiveChildren)
        {
            foreach (var child in LiveChildren())
                yield return $"Left alive: the child {child.Name} of {child.Parent?.Name}.";
        }
        if (!Options.AllowStrayExceptions)
        {
            for (var i = 0; i < _strays.Count; i++)
            {
                if (!_strayLanes[i].ExpectsError)
                    yield return $"At {_strays[i]}";
            }
        }
    }

    /// <summary>The row of its lane says whether it may be unfinished.</summary>
    private void Account(Pending pending)
    {
        lock (_gate)
            _accounted.Add(pending);
    }

    private static bool IsUnfinished(MarbleRecording lane) =>
        lane.Kind is MarbleRowKind.Pending or MarbleRowKind.Group or MarbleRowKind.Async && !lane.HasEnded && !lane.MayBeOpen;

    /// <summary>Calls that no lane tells of: begun, or still waiting for their turn, on our callers and on those below them.</summary>
    private List<string> UnfinishedCalls()
    {
        lock (_gate)
        {
            return
            [
                .. _callers
                    .SelectMany(WithDescendants)
                    .Distinct()
                    .SelectMany(caller => caller.Unfinished().Where(IsUnaccounted_NeedsLock).Select(call => $"{call} on {caller.Name}."))
                    .Distinct(),
            ];
        }
    }

    /// <summary>Not the loop's own: timers and posted continuations.</summary>
    private bool IsUnaccounted_NeedsLock(WorkItem item) =>
        item is Pending call ? !call.IsDone && !_accounted.Contains(call) : item.Origin == CallerExceptionOrigin.DirectCall;

    private static IEnumerable<Caller> WithDescendants(Caller caller) => caller.Children.SelectMany(WithDescendants).Prepend(caller);

    /// <summary>Children made by name or without one. Workers are the pool's business: idle ones are no leftovers, and busy ones are somebody's call.</summary>
    private IEnumerable<Caller> LiveChildren()
    {
        lock (_gate)
            return [.. _callers.SelectMany(caller => caller.Children).Where(child => !IsWorker(child) && !_callers.Contains(child))];
    }

    private static bool IsWorker(Caller child) => child.Name.StartsWith($"{child.Parent?.Name} worker ", StringComparison.Ordinal);
}
