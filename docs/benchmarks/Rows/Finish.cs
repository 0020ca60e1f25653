namespace CallerReactive.Benchmarks.Rows;

/// <summary>Counts what has run, and lets the measuring thread wait for the last one.</summary>
internal sealed class Finish : IDisposable
{
    private readonly ManualResetEventSlim _done = new(false, spinCount: 0);
    private int _left;

    public void Dispose() => _done.Dispose();

    /// <summary>Before the work is handed over.</summary>
    internal Finish Expect(int count)
    {
        _done.Reset();
        _left = count;
        return this;
    }

    /// <summary>For work that one thread runs at a time.</summary>
    internal void One()
    {
        if (--_left == 0)
        {
            _done.Set();
        }
    }

    /// <summary>For work that runs anywhere.</summary>
    internal void OneOfMany()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.Set();
        }
    }

    internal void Wait() => _done.Wait();
}
