using System.Reflection;
using System.Text.RegularExpressions;

namespace CallerReactive.Tests.Repo;

/// <summary>Tests that a page names, as <c>Class.Test</c> in the last column of a table.</summary>
internal static partial class NamedTests
{
    [GeneratedRegex(@"`(?<class>\w+)\.(?<test>\w+)`")]
    private static partial Regex Named();

    /// <summary>The properties that are explored are tests of a project of their own: they are looked up in its sources.</summary>
    private static readonly Lazy<ILookup<string, string>> Sources = new(() =>
        Repository
            .CSharpFiles.Where(file => file.StartsWith("Caller.Reactive.Tests/Explore/", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file).Split('.')[0])
    );

    private static readonly ILookup<string, Type> Types = typeof(NamedTests).Assembly.GetTypes().ToLookup(type => type.Name);

    /// <summary>Those in one cell.</summary>
    public static IEnumerable<string> In(string cell) =>
        Named().Matches(cell).Select(match => $"{match.Groups["class"].Value}.{match.Groups["test"].Value}");

    public static bool Exists(string named)
    {
        var (type, test) = (named.Split('.')[0], named.Split('.')[1]);
        return Types[type].SelectMany(found => found.GetMethods()).Any(method => method.Name == test && IsTest(method))
            || Sources.Value[type].Any(file => Regex.IsMatch(Repository.Read(file), $@"\[Test[^{{}};]*\b(void|Task) {test}\("));
    }

    /// <summary>A test of NUnit's or of a library's on top of it says so by an attribute that builds tests.</summary>
    private static bool IsTest(MethodInfo method) =>
        method
            .GetCustomAttributes()
            .Any(static found => found is NUnit.Framework.Interfaces.ITestBuilder or NUnit.Framework.Interfaces.ISimpleTestBuilder);
}
