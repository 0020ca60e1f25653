using System.Collections.Concurrent;

namespace CallerReactive.Soak.Accounts;

/// <summary>What is known of one caller: what we have asked of it, and what runs on it.</summary>
internal sealed class CallerAccount
{
    private readonly ConcurrentDictionary<Caller, Gate> _gates = new();
    private readonly ConcurrentQueue<CallerAccount> _children = new();
    private long _begun;
    private volatile bool _stopAsked;
    private volatile bool _stoppedSeen;
    private volatile bool _hostDies;

    internal CallerAccount(Ledger ledger, Caller caller, CallerAccount? parent = null)
    {
        (Ledger, Caller) = (ledger, caller);
        ledger.CountCaller();
        parent?._children.Enqueue(this);
        if (parent is null)
        {
            caller.UnhandledException += OnUnhandled; // what happens in children comes here too
        }
        else if (parent.StopAsked)
        {
            _stopAsked = true;
        }
    }

    internal Ledger Ledger { get; }

    internal Caller Caller { get; }

    /// <summary>Set before the caller is told.</summary>
    internal bool StopAsked => _stopAsked;

    /// <summary>Set after it had stopped.</summary>
    internal bool StoppedSeen => _stoppedSeen;

    /// <summary>Its host takes no more work, so what runs may be left in the middle and goes on wherever it can.</summary>
    internal bool HostDies => _hostDies;

    /// <summary>Everything that was submitted before the producers ended has had its turn.</summary>
    internal bool IsDrained { get; set; }

    /// <summary>How many items have begun.</summary>
    internal long Begun => Interlocked.Read(ref _begun);

    internal long CountBegun() => Interlocked.Increment(ref _begun);

    internal void AskStop(bool force = false)
    {
        MarkStop();
        Caller.Stop(force);
    }

    internal void MarkStop()
    {
        _stopAsked = true;
        foreach (var child in _children)
        {
            child.MarkStop();
        }
    }

    internal void MarkHostDies()
    {
        _hostDies = true;
        MarkStop();
    }

    internal void MarkStopped()
    {
        if (Caller.State != CallerState.Stopped)
        {
            Ledger.Discrepancy($"{this} says that it has stopped, but its state is {Caller.State}");
        }

        _stoppedSeen = true;
    }

    /// <summary>Begins a segment of an entry; says so when it is not where it has to be, or not alone.</summary>
    internal Segment Enter(Entry entry, bool onWorker)
    {
        Ledger.CountSegment();
        if (HostDies)
        {
            return default;
        }

        if (StoppedSeen)
        {
            Ledger.Discrepancy($"{entry} runs after its caller has stopped");
        }

        if (!Caller.TryGetCurrent(out var current) || !ReferenceEquals(onWorker ? current.Parent : current, Caller))
        {
            Ledger.Discrepancy($"{entry} runs on {current?.Name ?? "no caller"}");
            return default;
        }

        var gate = _gates.GetOrAdd(current, static _ => new Gate());
        if (gate.Enter(entry) is { } other)
        {
            Ledger.Discrepancy($"{entry} runs while {other} runs on the same caller");
        }

        return new Segment(gate, entry);
    }

    public override string ToString() => $"'{Caller.Name}' on {Caller.Host.Name}";

    private void OnUnhandled(object? sender, CallerExceptionEventArgs e)
    {
        e.Handled = true;
        if (e.Exception is not SoakException planned)
        {
            Ledger.Discrepancy($"{this} reports what nobody planned: {e.Origin}, {e.Exception}");
        }
        else
        {
            Ledger.CountReported(planned.Entry);
        }
    }
}
