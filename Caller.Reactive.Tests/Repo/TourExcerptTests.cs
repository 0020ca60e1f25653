using System.Text.RegularExpressions;

namespace CallerReactive.Tests.Repo;

/// <summary>What the README shows of the tour's output stands in the tour: its headings, and the code of its checks.</summary>
public sealed partial class TourExcerptTests
{
    [GeneratedRegex(@"^── (?<heading>.+?) ─+$|^✓ await (?<call>.+) is (?<value>\S+)$|^✓ (?<check>.+)$", RegexOptions.Multiline)]
    private static partial Regex OfTheTour();

    [Test]
    public void TheExcerptInTheReadme_IsOfTheTour()
    {
        var tour = Repository.Read("docs/samples/tour.cs");
        var shown = OfTheTour().Matches(Repository.Read("README.md")).Select(InTheSource).ToList();
        Assert.That(shown, Has.Count.AtLeast(10), "Lines of the tour in the README");
        Assert.That(shown.Where(code => !tour.Contains(code, StringComparison.Ordinal)), Is.Empty, "In the README, not in the tour");
    }

    private static string InTheSource(Match line) =>
        line.Groups["heading"] is { Success: true } heading ? $"(\"{heading}\","
        : line.Groups["call"] is { Success: true } call ? $"Page.Gives({call}, {line.Groups["value"]})"
        : $"Page.Check({line.Groups["check"]})";
}
