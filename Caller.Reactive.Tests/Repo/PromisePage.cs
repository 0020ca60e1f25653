using System.Text.RegularExpressions;

namespace CallerReactive.Tests.Repo;

/// <summary>A page under docs/promises: a section for each type, in it a row for each promise.</summary>
internal static partial class PromisePage
{
    public const string Folder = "docs/promises/";

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Quoted();

    public sealed record Row(string Page, string Type, IReadOnlyList<string> Members, string Promise, string Tests)
    {
        public override string ToString() => $"{Page}, {Type}: {string.Join(", ", Members)}: {Promise}";
    }

    public sealed record Section(string Page, string Type, IReadOnlyList<Row> Rows);

    public static IEnumerable<string> Files =>
        Repository.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal));

    public static IEnumerable<Section> Sections =>
        from file in Files
        from part in Repository.Read(file).Split("\n## ").Skip(1)
        let lines = part.Split('\n')
        let type = lines[0].Trim().Trim('`')
        select new Section(
            file,
            type,
            [
                .. MarkdownTable
                    .Rows(lines)
                    .Select(cells => new Row(file, type, NamesIn(cells[0]), cells.ElementAtOrDefault(1) ?? "", cells[^1])),
            ]
        );

    private static string[] NamesIn(string cell) => [.. Quoted().Matches(cell).Select(match => match.Groups["name"].Value)];
}
