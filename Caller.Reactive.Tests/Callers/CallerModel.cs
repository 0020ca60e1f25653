namespace CallerReactive.Tests.Callers;

/// <summary>A caller as a list that is sorted by (due, order of arrival): one thread, and everything takes effect at once.</summary>
internal sealed class CallerModel
{
    private readonly List<Entry> _waiting = [];
    private readonly List<(int Call, bool Released)> _held = [];
    private readonly List<PendingStatus> _calls = [];
    private readonly List<bool> _cancelRequested = [];
    private readonly List<string> _log = [];
    private long _now;
    private int _sequence;
    private bool _stopRequested;
    private bool _stopNoticed;
    private bool _stopped;

    private enum Kind
    {
        Plain,
        Throwing,
        Nesting,
        Holding,
        Resuming,
        End,
    }

    internal int Count => _calls.Count;

    internal bool IsStopping => _stopRequested;

    public override string ToString() =>
        $"{string.Join(' ', _log)} | {string.Join(' ', _calls.Select((status, i) => $"{i}:{status}{(_cancelRequested[i] ? "!" : "")}"))} | {(_stopped ? "stopped" : "")}";

    internal void Apply(CallerStep step)
    {
        switch (step)
        {
            case CallerStep.Soon or CallerStep.OnChild:
                Submit(Kind.Plain, 0);
                break;
            case CallerStep.Throwing:
                Submit(Kind.Throwing, 0);
                break;
            case CallerStep.Nesting:
                Submit(Kind.Nesting, 0);
                break;
            case CallerStep.Holding:
                Submit(Kind.Holding, 0);
                break;
            case CallerStep.Later(var ticks):
                Submit(Kind.Plain, ticks);
                break;
            case CallerStep.Release:
                Release();
                break;
            case CallerStep.Cancel(var which) when Count > 0:
                Cancel(which % Count);
                break;
            case CallerStep.Advance(var ticks):
                Advance(ticks);
                break;
            case CallerStep.Stop:
                _stopRequested = true;
                break;
        }
    }

    private void Submit(Kind kind, int delay)
    {
        var call = Count;
        _calls.Add(_stopped ? PendingStatus.Cancelled : PendingStatus.Queued);
        _cancelRequested.Add(_stopped);
        if (!_stopped)
            Insert(kind, call, _now + delay);
    }

    private void Insert(Kind kind, int call, long due) => _waiting.Add(new Entry(due, _sequence++, kind, call));

    private void Release()
    {
        var index = _held.FindIndex(static held => !held.Released);
        if (index < 0)
            return;
        _held[index] = (_held[index].Call, true);
        Insert(Kind.Resuming, _held[index].Call, _now);
    }

    private void Cancel(int call)
    {
        switch (_calls[call])
        {
            case PendingStatus.Queued:
                Refuse(call);
                _waiting.RemoveAll(entry => entry.Call == call);
                break;
            case PendingStatus.Running:
                _cancelRequested[call] = true;
                break;
        }
    }

    private void Refuse(int call)
    {
        _calls[call] = PendingStatus.Cancelled;
        _cancelRequested[call] = true;
    }

    private void Advance(int ticks)
    {
        var until = _now + ticks;
        if (_stopRequested && !_stopNoticed)
        {
            _stopNoticed = true;
            foreach (var entry in _waiting.Where(static entry => entry.Kind != Kind.Resuming).ToList())
            {
                Refuse(entry.Call);
                _waiting.Remove(entry);
            }

            // What has been let go already is in the queue before the asking is: it ends before it is asked (docs/decisions/0050).
            foreach (var (call, _) in _held.Where(static held => !held.Released))
                _cancelRequested[call] = true;
            QueueEndIfIdle();
        }

        while (
            _waiting.Where(entry => entry.Due <= until).OrderBy(static entry => (entry.Due, entry.Sequence)).FirstOrDefault() is { } next
        )
        {
            _now = Math.Max(_now, next.Due);
            _waiting.Remove(next);
            Run(next);
        }

        _now = until;
    }

    private void Run(Entry entry)
    {
        switch (entry.Kind)
        {
            case Kind.End:
                End();
                return;
            case Kind.Resuming:
                _held.RemoveAll(held => held.Call == entry.Call);
                _calls[entry.Call] = _cancelRequested[entry.Call] ? PendingStatus.Cancelled : PendingStatus.Succeeded;
                QueueEndIfIdle();
                return;
        }

        _log.Add($"{entry.Call}@{_now}");
        switch (entry.Kind)
        {
            case Kind.Holding:
                _calls[entry.Call] = PendingStatus.Running;
                _held.Add((entry.Call, false));
                return;
            case Kind.Nesting:
                Submit(Kind.Plain, 0);
                break;
        }

        _calls[entry.Call] = entry.Kind == Kind.Throwing ? PendingStatus.Faulted : PendingStatus.Succeeded;
    }

    private void QueueEndIfIdle()
    {
        if (_stopNoticed && _held.Count == 0 && !_waiting.Exists(static entry => entry.Kind == Kind.End))
            Insert(Kind.End, -1, _now);
    }

    private void End()
    {
        if (_held.Count > 0)
            return;
        foreach (var entry in _waiting)
            Refuse(entry.Call);
        _waiting.Clear();
        _stopped = true;
    }

    private sealed record Entry(long Due, int Sequence, Kind Kind, int Call);
}
