using System.Text.RegularExpressions;

namespace CallerReactive.Tests.Repo;

/// <summary>The house rules that a machine can check.</summary>
public sealed partial class RepoTests
{
    private const int LongestFile = 400;

    [GeneratedRegex(@"(?<![A-Za-z0-9_.])/(tmp|work|root|home)/[A-Za-z][^\s""'<>)]*", RegexOptions.IgnoreCase)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"[\w.-]*\b(nuget\.org|npmjs\.(org|com)|pypi\.org|deb\.debian\.org)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(
        """
            ^(Caller\.Reactive|Caller\.Reactive\.Tests|marbles|docs|Caller\.Reactive\.sln|build\.cake|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md
            |LICENSE|global\.json|Directory\.(Build\.props|Build\.targets|Packages\.props)|\..+)$
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex AgreedAtTheTop();

    [Test]
    public void TheTopLevel_HoldsOnlyWhatWasAgreed()
    {
        var extra = Repository.Files.Select(file => file.Split('/')[0]).Distinct().Where(name => !AgreedAtTheTop().IsMatch(name));
        Assert.That(extra, Is.Empty, "At the top level beyond the agreed layout");
    }

    [Test]
    public void AFile_IsNotLong()
    {
        var tooLong = Repository
            .CSharpFiles.Where(file => !file.StartsWith("docs/benchmarks/", StringComparison.Ordinal))
            .Select(file => (Lines: Repository.Read(file).TrimEnd('\n').Split('\n').Length, file))
            .Where(entry => entry.Lines > LongestFile);
        Assert.That(tooLong, Is.Empty, $"Over {LongestFile} lines: there is a second concern in it");
    }

    [Test]
    public void NoFile_NamesAPlaceOnAMachine() => Assert.That(Matches(MachinePath()), Is.Empty, "Paths of one machine");

    [Test]
    public void NoFile_NamesAPackageRegistry() => Assert.That(Matches(RegistryHost()), Is.Empty, "Hosts of package registries");

    [Test]
    public void ARoomOfTheLibrary_KnowsOnlyThoseBelowIt()
    {
        const string library = "Caller.Reactive/";
        var files = Repository.CSharpFiles.Where(file => file.StartsWith(library, StringComparison.Ordinal));
        Assert.That(RoomOrder.Violations(files.ToDictionary(file => file[library.Length..], Repository.Read)), Is.Empty);
    }

    private static IEnumerable<string> Matches(Regex pattern) =>
        from file in Repository.Files
        let text = Repository.ReadText(file)
        where text is not null
        from match in pattern.Matches(text)
        select $"{file}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}";
}
