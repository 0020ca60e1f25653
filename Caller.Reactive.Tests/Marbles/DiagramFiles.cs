using CallerReactive.Marbles;
using CallerReactive.Tests.Repo;

namespace CallerReactive.Tests.Marbles;

/// <summary>The diagrams of the repository.</summary>
internal static class DiagramFiles
{
    public const string Folder = "marbles/diagrams/";

    /// <summary>The names of the files, without folder and extension, in the order of the gallery.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Repository
            .Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && file.EndsWith(".marble", StringComparison.Ordinal))
            .Select(file => file[Folder.Length..^".marble".Length])
            .Order(StringComparer.Ordinal),
    ];

    public static MarbleDiagram Read(string name) => MarbleDiagram.Parse(Repository.Read($"{Folder}{name}.marble"), $"{name}.marble");
}
