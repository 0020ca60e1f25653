using System.Text;

namespace CallerReactive.Marbles;

/// <summary>Writes a diagram file in its one canonical form.</summary>
internal static class DiagramWriter
{
    public static string Write(MarbleDiagram diagram)
    {
        var text = new StringBuilder().Append("# ").Append(diagram.Title).Append('\n');
        foreach (var (key, value) in Options(diagram))
            text.Append(key).Append(": ").Append(value).Append('\n');
        text.Append('\n');
        if (diagram.Prose.Length > 0)
            text.Append(diagram.Prose.ReplaceLineEndings("\n")).Append("\n\n");
        if (diagram.Values.Count > 0)
        {
            foreach (var (letter, value) in diagram.Values)
                Line(text, $"{letter} = {value}");
            text.Append('\n');
        }
        var heads = diagram.Inputs.Concat(diagram.Expected).Select(row => (MarbleMarks.Word(row.Kind).Length, Name(row).Length)).ToList();
        var (kinds, names) = heads.Count == 0 ? (0, 0) : (heads.Max(head => head.Item1), heads.Max(head => head.Item2));
        foreach (var row in diagram.Inputs)
            Row(text, row, kinds, names);
        Line(text, "> " + diagram.Operation.Text);
        foreach (var row in diagram.Expected)
            Row(text, row, kinds, names);
        return text.ToString();
    }

    /// <summary>The options as they were written; those of the timing first and only if they are not the usual ones.</summary>
    private static IEnumerable<(string Key, string Value)> Options(MarbleDiagram diagram)
    {
        if (diagram.Timing.Frame != MarbleOptions.Default.Frame)
            yield return (DiagramWords.Frame, MarbleDuration.Format(diagram.Timing.Frame.Ticks));
        if (diagram.Timing.GroupTakesOneFrame)
            yield return (DiagramWords.Groups, DiagramWords.GroupsOneFrame);
        foreach (var option in diagram.Options)
            yield return (option.Key, option.Value);
    }

    private static string Name(DiagramRow row) => row.Caller is null ? row.Name : $"{row.Name} @{row.Caller}";

    private static void Row(StringBuilder text, DiagramRow row, int kinds, int names) =>
        Line(text, $"{MarbleMarks.Word(row.Kind).PadRight(kinds)} {Name(row).PadRight(names)}  {row.Text}");

    private static void Line(StringBuilder text, string line) => text.Append(DiagramWords.Indent).Append(line.TrimEnd()).Append('\n');
}
