// dotnet run -c Release --project Caller.Reactive.Tests/Soak -- [--minutes N] [--seed S] [--from ROUND] [--rounds N]
//
// Callers of every kind under random load, with exact accounts. Ends after the time, after the rounds or at Ctrl+C, in each case with the accounts.
// Exit codes: 0 all accounts balance; 1 a discrepancy, which is described; 2 a caller did not stop.
using System.CommandLine;
using CallerReactive.Soak;

var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 1 };
var seed = new Option<int>("--seed")
{
    Description = "Repeats a run, as far as threads allow; rounds in virtual time repeat exactly. Without it: another run each time.",
    DefaultValueFactory = _ => Random.Shared.Next(1_000_000),
};
var from = new Option<int>("--from") { Description = "The first round: each round depends on the seed and its own number only." };
var rounds = new Option<int>("--rounds") { Description = "How many rounds at most.", DefaultValueFactory = _ => int.MaxValue };
var root = new RootCommand("Soaks Caller.Reactive: random work on callers of every kind, with exact accounts.")
{
    minutes,
    seed,
    from,
    rounds,
};
root.SetAction(
    (given, token) =>
        Task.Factory.StartNew(
            () =>
                new SoakRun(
                    new SoakOptions(
                        TimeSpan.FromMinutes(given.GetValue(minutes)),
                        given.GetValue(seed),
                        given.GetValue(from),
                        given.GetValue(rounds)
                    ),
                    token
                ).Run(),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        )
);

// Ctrl+C cancels the token; the round that runs is finished and accounted for.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
