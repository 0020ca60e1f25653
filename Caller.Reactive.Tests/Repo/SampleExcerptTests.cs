namespace CallerReactive.Tests.Repo;

/// <summary>What the pages show of the samples' hosts is what the samples, and the tests, compile.</summary>
public sealed class SampleExcerptTests
{
    private const string Host = "docs/samples/hosts/TerminalGuiLoop.cs";

    [Test]
    public void TheHostInThePage_IsTheSamples() =>
        Assert.That(
            Squeezed("docs/hosts.md"),
            Does.Contain(Squeezed(Host)[Squeezed(Host).IndexOf("public sealed class", StringComparison.Ordinal)..])
        );

    [Test]
    public void TheSampleOfAHost_StaysUnder60Lines() =>
        Assert.That(Repository.Read(Host).TrimEnd('\n').Split('\n'), Has.Length.LessThan(60));

    private static string Squeezed(string file) =>
        string.Join('\n', Repository.Read(file).Split('\n').Select(static line => line.Trim())).Trim();
}
