namespace CallerReactive;

/// <summary>The calls of a loop that have begun and not ended, beside the one that executes. Any thread.</summary>
internal sealed class RunningCalls
{
    private readonly object _gate = new();
    private readonly HashSet<WorkItem> _calls = [];

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    internal void Add(WorkItem call)
    {
        lock (_gate)
        {
            _calls.Add(call);
        }
    }

    internal bool Remove(WorkItem call)
    {
        lock (_gate)
        {
            return _calls.Remove(call);
        }
    }

    internal WorkItem[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _calls];
        }
    }
}
