using System.Collections.Concurrent;

namespace CallerReactive.Tests.Hosts;

/// <summary>A main loop by hand: a queue, a context that posts to it, and turns that the test takes itself, nested ones too.</summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback, object?)> _queue = new();
    private readonly List<Caller> _guests = [];
    private readonly SemaphoreSlim _arrived = new(0);

    internal int Posts;
    internal int Operations;
    internal int Turns;

    /// <summary>Set: the loop is dead.</summary>
    internal volatile Exception? Dead;

    internal int Waiting => _queue.Count;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Dead is { } error)
        {
            throw error;
        }

        Interlocked.Increment(ref Posts);
        _queue.Enqueue((d, state));
        _arrived.Release();
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A guest never sends.");

    public override void OperationStarted() => Interlocked.Increment(ref Operations);

    public override void OperationCompleted() => Interlocked.Decrement(ref Operations);

    /// <summary>One turn, if there is anything.</summary>
    internal bool Turn()
    {
        if (!_queue.TryDequeue(out var work))
        {
            return false;
        }

        Turns++;
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            work.Item1(work.Item2);
        }
        finally
        {
            SetSynchronizationContext(before);
        }

        return true;
    }

    internal void TurnAll()
    {
        while (Turn()) { }
    }

    /// <summary>Turns until something is so; sleeps while there is nothing.</summary>
    internal void TurnUntil(Func<bool> goal)
    {
        while (!goal())
        {
            if (!Turn())
            {
                _arrived.Wait(TimeSpan.FromMilliseconds(50), TestContext.CurrentContext.CancellationToken);
            }
        }
    }

    /// <summary>For the end of a test, failed or not: a guest that is left over must not keep the thread as its home.</summary>
    internal void Die()
    {
        Dead = new InvalidOperationException("The test is over.");
        foreach (var caller in _guests.Where(static guest => guest.State < CallerState.Stopped))
        {
            caller.CallDirect(static () => { }); // whoever posts learns it
        }
    }

    /// <summary>A caller that is a guest here, attached from inside.</summary>
    internal Caller Attach(CallerOptions? options = null)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var caller = Caller.Attach(CallerHost.From(this), options);
            _guests.Add(caller);
            return caller;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Stops and turns until it is over: for the end of a test.</summary>
    internal void End(Caller caller)
    {
        caller.Stop(force: true);
        TurnUntil(() => caller.Stopped.IsDone);
    }

    /// <summary>A thread that turns until the caller has stopped.</summary>
    internal Thread TurnOnThread(Caller caller)
    {
        var thread = new Thread(() => TurnUntil(() => caller.Stopped.IsDone)) { IsBackground = true, Name = "pump" };
        thread.Start();
        return thread;
    }
}
