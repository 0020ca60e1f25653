using CallerReactive.Tests.Faults;

namespace CallerReactive.Tests.Stress;

/// <summary>The short form of the soak, in a process of its own, because it counts the threads and handles of the whole process.</summary>
[CancelAfter(240_000)]
public sealed class SoakTests
{
    // The first two looks at what is left behind, after 16 and 32 rounds, say what is usual; so it takes more of them for a leak to show.
    private const string Rounds = "96";

    [Test]
    public async Task SomeRounds_AllAccountsBalance()
    {
        var (exitCode, output, errors) = await ChildProcess.Run(
            "Caller.Reactive.Soak",
            "--seed",
            "1",
            "--rounds",
            Rounds,
            "--minutes",
            "3"
        );
        Assert.That(exitCode, Is.Zero, string.Join('\n', [.. output, errors]));
        Assert.That(output, Has.Some.Match($@"\brounds\b.*\b{Rounds}\b"), "as many as were asked for");
        Assert.That(output[^1], Is.EqualTo("all accounts balance (seed 1)"));
    }
}
