namespace CallerReactive.Tests.Explore.HostProperties;

/// <summary>A main loop that runs what it has taken, and takes no more once it is dead.</summary>
internal sealed class MortalHost : CallerHost
{
    private readonly object _gate = new();
    private readonly Queue<Action> _queue = [];
    private bool _dead;
    private Thread? _thread;

    public override string Name => "mortal";

    public override bool CheckAccess() => _thread == Thread.CurrentThread;

    public override void Post(Action drain)
    {
        lock (_gate)
        {
            if (_dead)
                throw new InvalidOperationException("The window is gone.");
            _queue.Enqueue(drain);
            Monitor.Pulse(_gate);
        }
    }

    internal void Die()
    {
        lock (_gate)
        {
            _dead = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Until it is dead and has run what it took.</summary>
    internal void Run()
    {
        _thread = Thread.CurrentThread;
        while (Take() is { } drain)
            drain();
    }

    private Action? Take()
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_dead)
                Monitor.Wait(_gate);
            return _queue.TryDequeue(out var drain) ? drain : null;
        }
    }
}
