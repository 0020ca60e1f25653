namespace CallerReactive.Soak.Accounts;

/// <summary>Work without a pending: scheduled, with a handle, or direct, posted or queued, without one.</summary>
internal sealed class ActionEntry(CallerAccount account, string kind, Plan plan, Lane? lane = null, TimeSpan delay = default)
    : Entry(account, kind, plan, lane, delay)
{
    private long _disposedAt = -1;
    private volatile bool _refused;

    internal IDisposable? Handle { get; set; }

    /// <summary>A tick of a series, not a single action.</summary>
    internal bool IsSeries { get; init; }

    /// <summary>Due at once, so that it can only be missing if somebody has asked for that.</summary>
    internal bool IsImmediate { get; init; }

    private protected override bool IsRepeated => IsSeries;

    internal override void Cancel()
    {
        if (Handle is { } handle)
        {
            CancelAsked = true;
            handle.Dispose();
            Interlocked.CompareExchange(ref _disposedAt, Account.Begun, -1);
        }
    }

    /// <summary>It was not taken.</summary>
    /// <param name="mayBeFull">Whether there could be another reason than a stop.</param>
    internal void Refuse(bool mayBeFull = false)
    {
        _refused = true;
        if (!mayBeFull && !Account.StopAsked && !CancelAsked)
        {
            Wrong("was refused although nobody has asked its caller to stop");
        }
    }

    internal void Run()
    {
        using (Begin())
        {
            End();
            if (Plan.Throws)
            {
                Account.Ledger.CountThrown(this);
                throw new SoakException(this);
            }
        }
    }

    internal async ValueTask RunAsync()
    {
        using (Begin()) { }

        for (var step = 0; step < Plan.Steps; step++)
        {
            await Task.Yield();
            using (Resume()) { }
        }

        End();
        if (Plan.Throws)
        {
            Account.Ledger.CountThrown(this);
            throw new SoakException(this);
        }
    }

    internal override Outcome Settle()
    {
        if (_refused)
        {
            return HasBegun ? Wrong("began although it was refused")
                : CancelAsked ? Outcome.Cancelled
                : Outcome.Refused;
        }

        return !HasBegun ? SettleUnbegun(IsImmediate)
            : !HasEnded && !Account.HostDies ? Wrong("began and never ended")
            : Plan.Throws ? Outcome.Failed
            : Outcome.Ran;
    }

    /// <summary>
    /// Exact, in spite of a dispose that comes while the item is already on its way: nothing else can begin between that and its own beginning.
    /// </summary>
    private protected override void OnBegun(long ticket)
    {
        var disposedAt = Interlocked.Read(ref _disposedAt);
        if (disposedAt >= 0 && ticket > disposedAt + 1 && !Account.HostDies)
        {
            Wrong($"began as number {ticket}, after it was disposed at number {disposedAt}");
        }
    }
}
