using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>Copies of a diagram, each with one character changed in one expected row. Those that are no rows any more are left out: they fail by themselves.</summary>
internal static class DiagramMutations
{
    public static IEnumerable<(string Description, MarbleDiagram Diagram)> Of(MarbleDiagram diagram)
    {
        for (var i = 0; i < diagram.Expected.Count; i++)
        {
            var row = diagram.Expected[i];
            foreach (var text in Texts(row.Text).Distinct())
            {
                if (TryRow(row, text, diagram.Timing) is not { } changed)
                    continue;
                DiagramRow[] rows = [.. diagram.Expected];
                rows[i] = changed;
                yield return ($"{row.Name}  {text}", With(diagram, rows));
            }
        }
    }

    private static IEnumerable<string> Texts(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == ' ')
                continue;
            foreach (var other in "-zy|#!^")
            {
                if (other != text[at])
                    yield return $"{text[..at]}{other}{text[(at + 1)..]}";
            }

            // One frame less; where nothing follows, a frame more or less says nothing.
            if (text[at] == '-' && text[at..].Any(mark => mark is not ('-' or ' ')))
                yield return text.Remove(at, 1);
        }
    }

    private static DiagramRow? TryRow(DiagramRow row, string text, MarbleOptions timing)
    {
        try
        {
            return new(row.Kind, row.Name, text, timing, row.Caller);
        }
        catch (MarbleFormatException)
        {
            return null;
        }
    }

    private static MarbleDiagram With(MarbleDiagram diagram, IReadOnlyList<DiagramRow> expected) =>
        new()
        {
            Title = diagram.Title,
            Timing = diagram.Timing,
            Options = diagram.Options,
            Values = diagram.Values,
            Inputs = diagram.Inputs,
            Operation = diagram.Operation,
            Expected = expected,
        };
}
