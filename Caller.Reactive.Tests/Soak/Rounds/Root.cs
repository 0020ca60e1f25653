using System.Reactive.Concurrency;
using CallerReactive.Soak.Accounts;

namespace CallerReactive.Soak.Rounds;

/// <summary>A caller without a parent, and what its host needs when it has stopped.</summary>
internal sealed record Root(CallerAccount Account, Action Close)
{
    /// <summary>On a host of a random kind.</summary>
    internal static Root Make(Ledger ledger, Random random)
    {
        var options = World.Options($"soak {random.Next(1000)}", random);
        switch (random.Next(8))
        {
            case 0:
                var run = Caller.Create(options);
                var thread = new Thread(run.Run) { Name = "soak run", IsBackground = true };
                thread.Start();
                return new Root(new CallerAccount(ledger, run), thread.Join);
            case 1 or 2:
                var pump = new Pump();
                return new Root(Guest(ledger, CallerHost.From(pump), options), pump.Close);
            case 3:
                return new Root(Guest(ledger, CallerHost.From(TaskPoolScheduler.Default), options), static () => { });
            case 4:
                var scheduler = new EventLoopScheduler(static start => new Thread(start) { Name = "soak Rx", IsBackground = true });
                return new Root(Guest(ledger, CallerHost.From(scheduler), options), scheduler.Dispose);
            default:
                return new Root(new CallerAccount(ledger, Caller.StartNew(options)), static () => { });
        }
    }

    /// <summary>A guest of a loop that dies when the second part of what is returned is called.</summary>
    internal static (Root Root, Action Kill) Mortal(Ledger ledger, Random random)
    {
        var pump = new Pump();
        var root = new Root(Guest(ledger, CallerHost.From(pump), World.Options("soak mortal", random)), pump.Close);
        return (
            root,
            () =>
            {
                root.Account.MarkHostDies();
                pump.Close();
                root.Account.Caller.CallDirect(static () => { }); // whoever posts next learns it
            }
        );
    }

    private static CallerAccount Guest(Ledger ledger, CallerHost host, CallerOptions options) => new(ledger, Caller.Attach(host, options));
}
