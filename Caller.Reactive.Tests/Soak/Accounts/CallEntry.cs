namespace CallerReactive.Soak.Accounts;

/// <summary>A call: something with a pending.</summary>
internal sealed class CallEntry(
    CallerAccount account,
    string kind,
    Plan plan,
    Lane? lane = null,
    TimeSpan delay = default,
    bool onWorker = false
) : Entry(account, kind, plan, lane, delay, onWorker)
{
    private SoakException? _thrown;
    private bool _cancelled;

    internal Pending<long>? Pending { get; set; }

    internal CancellationTokenSource? Source { get; set; }

    internal override void Cancel()
    {
        if (Pending is not { } pending)
        {
            return;
        }

        CancelAsked = true;
        if (Source is { } source)
        {
            source.Cancel();
        }
        else
        {
            _cancelled = pending.Cancel("soak");
        }
    }

    internal long RunNow()
    {
        using (Begin())
        {
            try
            {
                return Finish();
            }
            finally
            {
                End();
            }
        }
    }

    internal async Task<long> RunAsync(CancellationToken token)
    {
        using (Begin()) { }

        try
        {
            for (var step = 0; step < Plan.Steps; step++)
            {
                if (step % 2 == 0)
                {
                    await Task.Yield();
                }
                else
                {
                    await Task.Delay(Plan.Delay, Account.Caller.TimeProvider, Plan.Listens ? token : default);
                }

                using (Resume()) { }
            }

            return Finish();
        }
        finally
        {
            End();
        }
    }

    /// <summary>A body that is more than work: what it may throw is its own business, but not OperationCanceledException.</summary>
    internal async Task<long> RunAsync(Func<Task> body)
    {
        using (Begin()) { }

        try
        {
            await body();
            using (Resume()) { }

            return Finish();
        }
        finally
        {
            End();
        }
    }

    internal override Outcome Settle()
    {
        if (Pending is not { } pending)
        {
            return Wrong("has no pending");
        }

        switch (pending.Status)
        {
            case PendingStatus.Succeeded when HasEnded && _thrown is null && pending.Result == Id && !_cancelled:
                return Outcome.Ran;
            case PendingStatus.Faulted when HasEnded && ReferenceEquals(pending.Exception, _thrown) && !_cancelled:
                return Outcome.Failed;
            case PendingStatus.Cancelled when HasBegun && !HasEnded && !Account.HostDies:
                return Wrong("has ended as cancelled while its function still runs");
            case PendingStatus.Cancelled when HasBegun:
                return CancelAsked ? Outcome.Cancelled
                    : Account.StopAsked ? Outcome.Refused
                    : Wrong("was cancelled by nobody");
            case PendingStatus.Cancelled:
                return SettleUnbegun(isImmediate: false);
            default:
                return Wrong($"has a pending that does not fit: {pending.Status}, thrown {_thrown is not null}, cancelled {_cancelled}");
        }
    }

    private protected override void OnBegun(long ticket)
    {
        if (Pending is { IsDone: true })
        {
            Wrong("began although its pending had ended");
        }
    }

    private long Finish()
    {
        if (Plan.Throws)
        {
            _thrown = new SoakException(this);
            throw _thrown;
        }

        return Id;
    }
}
