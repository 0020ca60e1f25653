namespace CallerReactive.Tests.Repo;

/// <summary>docs/guarantees.md names tests. They have to exist, and the page has to have a row for each decision.</summary>
public sealed class GuaranteesTests
{
    private const string Page = "docs/guarantees.md";

    private static readonly string Text = Repository.Read(Page);

    private static readonly string[][] Rows = [.. MarkdownTable.Rows(Text.Split('\n'))];

    [Test]
    public void EveryTestThatThePageNames_Exists()
    {
        var besideTheTables = NamedTests.In(Text).Where(static test => test.Split('.')[0].EndsWith("Tests", StringComparison.Ordinal));
        var named = Rows.SelectMany(row => NamedTests.In(row[^1])).Concat(besideTheTables).Distinct().ToList();
        Assert.That(named.Where(test => !NamedTests.Exists(test)), Is.Empty, $"Named in {Page}, but not there");
        Assert.That(named, Is.Not.Empty);
    }

    [Test]
    public void EveryDecision_HasARowWithATest()
    {
        var numbers = Rows.Where(row => NamedTests.In(row[^1]).Any()).Select(row => int.TryParse(row[0], out var number) ? number : 0);
        Assert.That(numbers.Where(number => number > 0), Is.EqualTo(Enumerable.Range(1, 45)));
    }
}
