using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace CallerReactive.Tests.Repo;

/// <summary>docs/guarantees.md names tests. They have to exist, and the page has to have a row for each decision.</summary>
public sealed partial class GuaranteesTests
{
    private const string Page = "docs/guarantees.md";

    private static readonly string Text = Repository.Read(Page);

    [GeneratedRegex(@"`(?<class>\w+)\.(?<test>\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^\| (?<number>\d+) \| .* \| (?<tests>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex DecisionRow();

    /// <summary>Types that live in projects of their own beside this one are looked up in their sources.</summary>
    private static readonly Lazy<ILookup<string, string>> Sources = new(() =>
        Repository
            .CSharpFiles.Where(file => file.StartsWith("Caller.Reactive.Tests/", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file).Split('.')[0])
    );

    [Test]
    public void EveryTestThatThePageNames_Exists()
    {
        var missing = NamedTests().Where(named => !Exists(named.Class, named.Test)).Select(named => $"{named.Class}.{named.Test}");
        Assert.That(missing, Is.Empty, $"Named in {Page}, but not there");
        Assert.That(NamedTests(), Is.Not.Empty);
    }

    [Test]
    public void EveryDecision_HasARowWithATest()
    {
        var rows = DecisionRow().Matches(Text).Where(row => NamedTest().IsMatch(row.Groups["tests"].Value));
        Assert.That(
            rows.Select(row => int.Parse(row.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)),
            Is.EqualTo(Enumerable.Range(1, 45))
        );
    }

    private static IEnumerable<(string Class, string Test)> NamedTests() =>
        NamedTest()
            .Matches(Text)
            .Where(match => match.Groups["class"].Value.EndsWith("Tests", StringComparison.Ordinal) || IsContract(match))
            .Select(match => (match.Groups["class"].Value, match.Groups["test"].Value))
            .Distinct();

    private static bool IsContract(Match match) => match.Groups["class"].Value == nameof(Contracts.SchedulerContract);

    private static bool Exists(string type, string test) =>
        typeof(GuaranteesTests).Assembly.GetTypes().Any(found => found.Name == type && IsTest(found.GetMethod(test)))
        || Sources.Value[type].Any(file => Regex.IsMatch(Repository.Read(file), $@"\b(void|Task) {test}\("));

    /// <summary>A test of NUnit's or of a library's on top of it says so by an attribute that builds tests.</summary>
    private static bool IsTest(MethodInfo? method) =>
        method
            ?.GetCustomAttributes()
            .Any(static found => found is NUnit.Framework.Interfaces.ITestBuilder or NUnit.Framework.Interfaces.ISimpleTestBuilder)
        ?? false;
}
