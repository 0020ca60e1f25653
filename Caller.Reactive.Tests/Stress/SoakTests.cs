using CallerReactive.Tests.Faults;

namespace CallerReactive.Tests.Stress;

/// <summary>The short form of the soak, in a process of its own, because it counts the threads and handles of the whole process.</summary>
[CancelAfter(240_000)]
public sealed class SoakTests
{
    [Test]
    public async Task SomeRounds_AllAccountsBalance()
    {
        var (exitCode, output, errors) = await ChildProcess.Run("Caller.Reactive.Soak", "--seed", "1", "--rounds", "32", "--minutes", "2");
        Assert.That(exitCode, Is.Zero, string.Join('\n', [.. output, errors]));
        Assert.That(output[^1], Is.EqualTo("all accounts balance (seed 1)"));
    }
}
