// Something that may be touched by one thread only, used by four producers at once.
#:project ../../Caller.Reactive/Caller.Reactive.csproj

using CallerReactive;

const int producers = 4;
const int deposits = 1_000;

await using var owner = Caller.StartNew("ledger");
var ledger = await owner.CallSoon(() => new Ledger()); // made on the thread that it will belong to

try
{
    ledger.Deposit(1);
    return 1;
}
catch (InvalidOperationException refused)
{
    Console.WriteLine($"directly:         {refused.Message}");
}

await Task.WhenAll(
    Enumerable
        .Range(1, producers)
        .Select(producer =>
            Task.Run(async () =>
            {
                for (var i = 0; i < deposits; i++)
                    await owner.CallSoon(() => ledger.Deposit(producer));
            })
        )
);

var balance = await owner.CallSoon(() => ledger.Balance);
Console.WriteLine($"through a caller: {producers * deposits} deposits from {producers} producers, balance {balance}");

// Async code may use it too: after each await it is back on the owner's thread.
var later = await owner.CallSoon(async () =>
{
    var before = ledger.Balance;
    await Task.Delay(10);
    ledger.Deposit(1);
    return ledger.Balance - before;
});
Console.WriteLine($"after an await:   {later} more");

return balance == deposits * (1 + 2 + 3 + 4) && later == 1 ? 0 : 1;

/// <summary>Stands for a connection, a device, a COM object: it belongs to the thread that made it, and checks that.</summary>
sealed class Ledger
{
    private readonly Thread _owner = Thread.CurrentThread;
    private long _balance;

    public long Balance
    {
        get
        {
            CheckThread();
            return _balance;
        }
    }

    public void Deposit(long amount)
    {
        CheckThread();
        _balance += amount;
    }

    private void CheckThread()
    {
        if (Thread.CurrentThread != _owner)
            throw new InvalidOperationException($"This ledger belongs to the thread '{_owner.Name}'.");
    }
}
