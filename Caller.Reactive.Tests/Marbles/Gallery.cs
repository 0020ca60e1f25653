using System.Globalization;
using System.Text;
using CallerReactive.Marbles;
using CallerReactive.Tests.Marbles.Scenarios;

namespace CallerReactive.Tests.Marbles;

/// <summary>The gallery in docs/marbles.md: all diagrams with their prose and their pictures, in sections by what they are about.</summary>
internal static class Gallery
{
    public const string Page = "docs/marbles.md";
    public const string Pictures = "docs/marbles/";

    private const string Begin = "<!-- gallery: made by dotnet cake --target=Marbles -->";
    private const string End = "<!-- end of the gallery -->";

    private static readonly (string Title, Type Scenarios)[] Sections =
    [
        ("Calls and timers", typeof(CallScenarios)),
        ("The end of a caller", typeof(FamilyScenarios)),
        ("Hosts", typeof(HostScenarios)),
        ("Groups", typeof(GroupScenarios)),
        ("Many pendings", typeof(ManyScenarios)),
        ("Queues, leases and services", typeof(QueueScenarios)),
        ("Streams", typeof(StreamScenarios)),
    ];

    public static string PictureOf(string name) => $"{Pictures}{name}.svg";

    /// <summary>What the page is to be: all of it as it is, except what is between the marks.</summary>
    public static string Renew(string page)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new AssertionException($"{Page} has no place for the gallery: {Begin} and {End}");
        return page[..(begin + Begin.Length)] + "\n\n" + Write() + page[end..];
    }

    private static string Write()
    {
        var text = new StringBuilder();
        var diagrams = DiagramFiles.Names.Select(name => (Name: name, Diagram: DiagramFiles.Read(name))).ToList();
        foreach (var (title, scenarios) in Sections)
        {
            text.Append("### ").Append(title).Append("\n\n");
            foreach (var (name, diagram) in diagrams.Where(each => Scenario.ClassOf(each.Diagram) == scenarios))
            {
                text.Append("#### ").Append(diagram.Title).Append("\n\n").Append(diagram.Prose).Append("\n\n");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"[![{Row(diagram)}](marbles/{name}.svg)](../{DiagramFiles.Folder}{name}.marble)\n\n"
                );
            }
        }
        return text.ToString();
    }

    /// <summary>For those who do not see the picture: the operation.</summary>
    private static string Row(MarbleDiagram diagram) => $"Marble diagram: {diagram.Operation.Text}";
}
