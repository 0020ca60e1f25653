namespace CallerReactive.Soak.Accounts;

/// <summary>A callback posted to the caller's context, or a task on its scheduler. It always runs: after the end on the thread pool, because it may be the rest of somebody's method.</summary>
internal sealed class PostEntry(CallerAccount account, string kind, Plan plan, Lane? lane) : Entry(account, kind, plan, lane)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private int _ran;

    internal void Run()
    {
        Interlocked.Increment(ref _ran);
        if (!Account.StopAsked)
        {
            using (Begin()) { }
        }
    }

    internal override void Cancel() { }

    internal override Outcome Settle()
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref _ran) > 0, Patience);
        return Volatile.Read(ref _ran) switch
        {
            1 => Outcome.Ran,
            0 => Wrong("never ran"),
            _ => Wrong("ran twice"),
        };
    }
}
