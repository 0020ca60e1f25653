using System.Text.RegularExpressions;
using CallerReactive.Tests.Repo;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>The table of pitfalls in docs/virtual-time.md names a test in each row, and every test is in a row.</summary>
public sealed partial class PitfallTableTests
{
    [GeneratedRegex(@"^\|.*\| `(?<test>\w+)` \|\s*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [Test]
    public void EveryRow_NamesItsTest_AndEveryTestIsInARow()
    {
        var page = Repository.Read("docs/virtual-time.md");
        var table = page[page.IndexOf("## Rules and pitfalls", StringComparison.Ordinal)..];
        var named = Row().Matches(table).Select(row => row.Groups["test"].Value).ToList();
        var tests = typeof(PitfallTests)
            .GetMethods()
            .Where(method => method.IsDefined(typeof(TestAttribute), false))
            .Select(test => test.Name);

        Assert.That(named, Is.EquivalentTo(tests));
        Assert.That(table.Split('\n').Count(line => line.StartsWith('|')) - 2, Is.EqualTo(named.Count), "rows");
    }
}
