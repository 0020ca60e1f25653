namespace CallerReactive;

/// <summary>The calls of a loop that have begun and not ended, beside the one that executes. Any thread.</summary>
internal sealed class RunningCalls
{
    private HashSet<WorkItem>? _calls;

    internal int Count
    {
        get
        {
            lock (this)
            {
                return _calls?.Count ?? 0;
            }
        }
    }

    internal void Add(WorkItem call)
    {
        lock (this)
        {
            (_calls ??= []).Add(call);
        }
    }

    internal bool Remove(WorkItem call)
    {
        lock (this)
        {
            return _calls is not null && _calls.Remove(call);
        }
    }

    internal WorkItem[] Snapshot()
    {
        lock (this)
        {
            return _calls is null ? [] : [.. _calls];
        }
    }
}
