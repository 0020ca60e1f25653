using System.Reactive.Concurrency;
using CallerReactive.Soak.Accounts;
using CallerReactive.Soak.Actors;

namespace CallerReactive.Soak.Rounds;

/// <summary>The same on one thread in virtual time: repeats exactly for the same seed.</summary>
internal static class VirtualRound
{
    internal static bool Run(Ledger ledger, Random random)
    {
        var clock = new HistoricalScheduler(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var world = new World(ledger);
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var caller = Caller.Attach(CallerHost.From(clock), World.Options($"soak virtual {i}", random));
            world.Add(new Root(new CallerAccount(ledger, caller), static () => { }));
        }

        var producer = new Producer(world, random);
        for (var i = random.Next(50, 600); i > 0; i--)
        {
            producer.Step();
            if (random.Next(6) == 0)
            {
                clock.AdvanceBy(TimeSpan.FromMilliseconds(random.Next(4)));
            }
        }

        if (random.Next(2) == 0)
        {
            clock.AdvanceBy(TimeSpan.FromSeconds(1));
            foreach (var account in world.Accounts)
            {
                account.IsDrained = !account.StopAsked;
            }
        }

        foreach (var account in world.Accounts)
        {
            account.AskStop(force: true);
        }

        clock.AdvanceBy(TimeSpan.FromMinutes(1));
        if (!world.AwaitStopped())
        {
            return false;
        }

        world.Settle();
        return true;
    }
}
