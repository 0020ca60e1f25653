using System.Reactive.Concurrency;
using CallerReactive.Soak.Accounts;

namespace CallerReactive.Soak.Rounds;

/// <summary>500 callers, each stopped while it has work that runs, waits and is due later.</summary>
internal static class CrowdRound
{
    private const int Callers = 500;

    internal static bool Run(Ledger ledger, Random random)
    {
        var world = new World(ledger);
        var seeds = Enumerable.Range(0, Callers).Select(_ => random.Next()).ToArray();
        Parallel.For(0, Callers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Live(world, i, new Random(seeds[i])));
        if (!world.AwaitStopped())
        {
            return false;
        }

        world.Settle();
        return true;
    }

    private static void Live(World world, int index, Random random)
    {
        var caller = Caller.StartNew(World.Options($"soak {index}", random));
        var account = world.Add(new Root(new CallerAccount(world.Ledger, caller), static () => { }));
        var stopAt = random.Next(12);
        for (var i = 0; i < 12; i++)
        {
            if (i == stopAt)
            {
                account.AskStop();
            }

            Submit(world, account, i % 4, random);
        }
    }

    private static void Submit(World world, CallerAccount account, int kind, Random random)
    {
        var (caller, plan, delay) = (account.Caller, Plan.Draw(random), TimeSpan.FromMilliseconds(random.Next(1, 30)));
        switch (kind)
        {
            case 0:
                Call(new CallEntry(account, "CallSoon", plan), e => caller.CallSoon(e.RunAsync));
                break;
            case 1:
                Call(new CallEntry(account, "CallLater", plan, delay: delay), e => caller.CallLater(delay, e.RunNow));
                break;
            case 2 when random.Next(8) == 0:
                Call(new CallEntry(account, "ToThread", plan, onWorker: true), e => caller.ToThread(e.RunNow));
                break;
            default:
                var entry = world.Add(new ActionEntry(account, "Schedule", plan) { IsImmediate = true }, random);
                try
                {
                    entry.Handle = caller.Schedule(entry.Run);
                }
                catch (ObjectDisposedException)
                {
                    entry.Refuse();
                }

                break;
        }

        void Call(CallEntry call, Func<CallEntry, Pending<long>> submit)
        {
            call.Pending = submit(call);
            world.Add(call, random);
        }
    }
}
