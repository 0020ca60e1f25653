using CallerReactive.Soak.Accounts;

namespace CallerReactive.Soak.Actors;

internal sealed partial class Producer
{
    /// <summary>A call that makes calls on several callers and waits for them: in a group, as they complete, or with Wait.</summary>
    private void Combine(CallerAccount account)
    {
        var accounts = world.Accounts;
        var plans = Enumerable
            .Range(0, random.Next(1, 5))
            .Select(_ => (Account: accounts[random.Next(accounts.Count)], Plan: Plan.Draw(random)))
            .ToArray();
        var seed = random.Next();
        var kind = random.Next(3);
        var name = kind switch
        {
            0 => "group",
            1 => "AsCompleted",
            _ => "Wait",
        };
        Submit(
            new CallEntry(account, name, Plan.Draw(random), LaneOf(account)),
            e =>
                account.Caller.CallSoon(() =>
                    e.RunAsync(() =>
                        kind switch
                        {
                            0 => Group(e, plans, new Random(seed)),
                            1 => AsCompleted(e, plans, new Random(seed)),
                            _ => WaitForAll(e, plans, new Random(seed)),
                        }
                    )
                )
        );
    }

    /// <summary>When the group is left, none of its members goes on.</summary>
    private async Task Group(CallEntry owner, (CallerAccount, Plan)[] plans, Random own)
    {
        CallEntry[] members = [];
        try
        {
            await owner.Account.Caller.RunGroupAsync(
                async group =>
                {
                    members = Members(plans, mayBeCancelled: true, own);
                    if (own.Next(4) == 0)
                    {
                        group.Cancel("soak");
                    }

                    await Task.Yield();
                    if (own.Next(4) == 0)
                    {
                        throw new SoakException(owner);
                    }
                },
                new PendingGroupOptions { Mode = (PendingGroupMode)own.Next(4), CancellationTimeout = Timeout.InfiniteTimeSpan }
            );
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException or SoakException)
        {
            // What a group ends with is the business of other tests.
        }

        foreach (var member in members.Where(static member => !member.Pending!.IsDone))
        {
            owner.Account.Ledger.Discrepancy($"{owner} was left while {member} was not done");
        }
    }

    /// <summary>Each once, and when it has ended.</summary>
    private async Task AsCompleted(CallEntry owner, (CallerAccount, Plan)[] plans, Random own)
    {
        var leaveAfter = own.Next(3) == 0 ? own.Next(plans.Length) : int.MaxValue;
        var items = Members(plans, mayBeCancelled: true, own);
        var seen = new HashSet<Pending>();
        try
        {
            await foreach (var done in owner.Account.Caller.AsCompleted(items.Select(static item => item.Pending!).ToArray()))
            {
                if (!done.IsDone || !seen.Add(done))
                {
                    owner.Account.Ledger.Discrepancy($"{owner} was given {done}, which is not done or was given before");
                }

                if (seen.Count > leaveAfter)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (owner.Account.StopAsked && e is OperationCanceledException or InvalidOperationException)
        {
            return;
        }

        if (seen.Count != items.Length)
        {
            owner.Account.Ledger.Discrepancy($"{owner} was given {seen.Count} of {items.Length}");
        }
    }

    private async Task WaitForAll(CallEntry owner, (CallerAccount, Plan)[] plans, Random own)
    {
        var until = (WaitUntil)own.Next(3);
        var items = Members(plans, mayBeCancelled: false, own);
        try
        {
            var (done, notDone) = await owner.Account.Caller.Wait(items.Select(static item => item.Pending!), until);
            if (done.Count + notDone.Count != items.Length || done.Any(static item => !item.IsDone))
            {
                owner.Account.Ledger.Discrepancy($"{owner} got {done.Count} done and {notDone.Count} not done of {items.Length}");
            }
        }
        catch (OperationCanceledException) when (owner.Account.StopAsked)
        {
            // A refusal.
        }
    }

    private CallEntry[] Members((CallerAccount Account, Plan Plan)[] plans, bool mayBeCancelled, Random own) =>
        [
            .. plans.Select(each =>
            {
                var entry = new CallEntry(each.Account, "member", each.Plan) { CancelAsked = mayBeCancelled };
                entry.Pending = each.Account.Caller.CallSoon(entry.RunAsync);
                return world.Add(entry, own);
            }),
        ];
}
