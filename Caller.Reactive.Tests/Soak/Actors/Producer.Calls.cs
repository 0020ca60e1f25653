using CallerReactive.Soak.Accounts;

namespace CallerReactive.Soak.Actors;

internal sealed partial class Producer
{
    /// <summary>A call, in one of the ways there are.</summary>
    private void Call(CallerAccount account)
    {
        var plan = Plan.Draw(random);
        var source = random.Next(6) == 0 ? new CancellationTokenSource() : null;
        var token = source?.Token ?? default;
        var delay = TimeSpan.FromMilliseconds(random.Next(1, 8));
        var caller = account.Caller;
        var entry = random.Next(10) switch
        {
            0 or 1 => Submit(new CallEntry(account, "CallSoon", plan, LaneOf(account)), e => caller.CallSoon(e.RunNow, token)),
            2 => Submit(
                new CallEntry(account, "CallSoon state", plan, LaneOf(account)),
                e => caller.CallSoon(e, static e => e.RunNow(), token)
            ),
            3 or 4 => Submit(new CallEntry(account, "CallSoon async", plan, LaneOf(account)), e => caller.CallSoon(e.RunAsync, token)),
            5 => Submit(new CallEntry(account, "CallLater", plan, delay: delay), e => caller.CallLater(delay, e.RunNow, token)),
            6 => Submit(new CallEntry(account, "CallLater async", plan, delay: delay), e => caller.CallLater(delay, e.RunAsync, token)),
            7 => Submit(
                new CallEntry(account, "CallUsingBackend", plan, LaneOf(account)),
                e => caller.CallUsingBackend(CallerBackend.Rx, e.RunNow, token)
            ),
            8 => Submit(new CallEntry(account, "ToThread", plan, onWorker: true), e => caller.ToThread(e.RunNow, token)),
            _ => Submit(
                new CallEntry(account, "ToThread async", plan with { Steps = Math.Min(plan.Steps, 1) }, onWorker: true),
                e => caller.ToThread(e.RunAsync, token)
            ),
        };
        entry.Source = source;
        if (random.Next(10) == 0)
        {
            ObserveBadly(entry);
        }
    }

    private CallEntry Submit(CallEntry entry, Func<CallEntry, Pending<long>> submit)
    {
        entry.Pending = submit(entry);
        return world.Add(entry, random);
    }

    /// <summary>An observer that throws: it is reported, or thrown here if the pending has ended already, and costs nobody anything.</summary>
    private static void ObserveBadly(CallEntry entry)
    {
        entry.Account.Ledger.CountThrown(entry);
        try
        {
            entry.Pending!.OnDone(_ => throw new SoakException(entry));
        }
        catch (SoakException)
        {
            entry.Account.Ledger.CountReported(entry);
        }
    }
}
