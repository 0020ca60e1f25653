namespace CallerReactive.Soak.Rounds;

/// <summary>A main loop as GUIs have one: a queue, a thread, a context that posts to it. Closed, it runs what it has taken, and takes no more.</summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback, object?)> _queue = new();
    private readonly Thread _thread;
    private bool _closed;

    internal Pump()
    {
        _thread = new Thread(Run) { Name = "soak pump", IsBackground = true };
        _thread.Start();
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _queue.Enqueue((d, state));
            Monitor.Pulse(_gate);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A guest never sends.");

    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        while (TryTake(out var work))
        {
            work.Callback(work.State);
        }
    }

    private bool TryTake(out (SendOrPostCallback Callback, object? State) work)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return _queue.TryDequeue(out work);
        }
    }
}
