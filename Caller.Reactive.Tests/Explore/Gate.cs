namespace CallerReactive.Tests.Explore;

/// <summary>Counts, and lets threads wait for a count. Without a time limit: what never comes is a deadlock, which Coyote finds.</summary>
internal sealed class Gate
{
    private readonly object _gate = new();
    private int _count;

    internal void Pass()
    {
        lock (_gate)
        {
            _count++;
            Monitor.PulseAll(_gate);
        }
    }

    internal void WaitFor(int count)
    {
        lock (_gate)
        {
            while (_count < count)
                Monitor.Wait(_gate);
        }
    }
}
