using System.Text.RegularExpressions;

namespace CallerReactive.Tests.Repo;

/// <summary>What docs/diagnostics.md shows as output is what its code prints, times and numbers aside. Alone: it takes the console.</summary>
[NonParallelizable]
public sealed partial class DiagnosticsPageTests
{
    private const string Page = "docs/diagnostics.md";

    [GeneratedRegex("```csharp run\n(?<code>.*?)```\n\n```text\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"\d+(\.\d+)?( (ms|s|min|h))?|─+")]
    private static partial Regex Measured();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [Test]
    public void TheSnapshotInThePage_IsWhatItsCodePrints()
    {
        var page = Repository.Read(Page);
        var shown = Shown().Match(page);
        var snippet = Snippet.In(Page, page).First(static snippet => snippet.Runs);
        Assert.That(snippet.Compile(out var main), Is.Empty);

        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            main!.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.That(Shape(output.ToString()), Is.EqualTo(Shape(shown.Groups["output"].Value)), output.ToString());
    }

    private static string Shape(string text) =>
        string.Join(
            '\n',
            text.Replace("\r", "", StringComparison.Ordinal)
                .TrimEnd('\n')
                .Split('\n')
                .Select(static line => Spaces().Replace(Measured().Replace(line, "#"), " ").TrimEnd())
        );
}
