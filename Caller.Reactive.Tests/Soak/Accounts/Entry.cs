using System.Globalization;

namespace CallerReactive.Soak.Accounts;

/// <summary>Something that was submitted: what was asked of it, and what it has done.</summary>
internal abstract class Entry
{
    private readonly Lane? _lane;
    private readonly long _place;
    private readonly bool _late;
    private readonly bool _onWorker;
    private readonly long _submittedAt;
    private readonly TimeSpan _delay;
    private int _begun;
    private int _ended;
    private volatile bool _cancelAsked;
    private volatile bool _beganBeforeStop;

    private protected Entry(CallerAccount account, string kind, Plan plan, Lane? lane, TimeSpan delay = default, bool onWorker = false)
    {
        (Account, Kind, Plan, _lane, _delay, _onWorker) = (account, kind, plan, lane, delay, onWorker);
        _late = account.StoppedSeen;
        _place = lane?.Add(this) ?? -1;
        _submittedAt = account.Caller.TimeProvider.GetTimestamp();
        Id = account.Ledger.CountSubmitted();
    }

    internal long Id { get; }

    internal CallerAccount Account { get; }

    internal string Kind { get; }

    internal Plan Plan { get; }

    /// <summary>Somebody asked for its end, or may do so: a group it is in, or a close of its queue.</summary>
    internal bool CancelAsked
    {
        get => _cancelAsked;
        set => _cancelAsked = value;
    }

    internal bool HasBegun => Volatile.Read(ref _begun) > 0;

    internal bool HasEnded => Volatile.Read(ref _ended) > 0;

    internal bool BeganBeforeStop => _beganBeforeStop;

    /// <summary>It has not begun, and nobody has asked for that.</summary>
    internal bool IsMissing => !HasBegun && !CancelAsked && !Account.StopAsked;

    /// <summary>Whether it may begin more than once.</summary>
    private protected virtual bool IsRepeated => false;

    internal abstract void Cancel();

    /// <summary>When its round is over.</summary>
    internal abstract Outcome Settle();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind} number {_place} on {Account} ({Plan}, begun {_begun}, ended {_ended})");

    /// <summary>The first segment.</summary>
    private protected Segment Begin()
    {
        var segment = Account.Enter(this, _onWorker);
        var ticket = _onWorker ? 0 : Account.CountBegun();
        _beganBeforeStop = !Account.StopAsked;
        if (Interlocked.Increment(ref _begun) > 1 && !IsRepeated)
        {
            Wrong("began twice");
        }

        if (_late)
        {
            Wrong("began, but was submitted after its caller had stopped");
        }

        if (_delay > TimeSpan.Zero && Account.Caller.TimeProvider.GetElapsedTime(_submittedAt) < _delay)
        {
            Wrong($"began before its {_delay.TotalMilliseconds} ms were over");
        }

        _lane?.Begin(this, _place);
        OnBegun(ticket);
        Plan.Work();
        return segment;
    }

    /// <summary>A segment after an await.</summary>
    private protected Segment Resume()
    {
        var segment = Account.Enter(this, _onWorker);
        Plan.Work();
        return segment;
    }

    private protected void End() => Interlocked.Increment(ref _ended);

    private protected virtual void OnBegun(long ticket) { }

    private protected Outcome Wrong(string what)
    {
        Account.Ledger.Discrepancy($"{this}: {what}");
        return Outcome.Wrong;
    }

    /// <summary>It has not begun, and nothing has said so to us: either we have asked for that or a stop has, or it is lost.</summary>
    private protected Outcome SettleUnbegun(bool isImmediate) =>
        CancelAsked ? Outcome.Cancelled
        : !Account.StopAsked || (isImmediate && Account.IsDrained) ? Wrong("is lost: it never began, and nobody has asked for that")
        : Outcome.Refused;
}
