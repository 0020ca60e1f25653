using System.Globalization;
using System.Text;

namespace CallerReactive.Marbles;

/// <summary>Writes a mismatch for a person: a sentence, both rows aligned, the first difference marked, and a table of times.</summary>
internal static class MarbleReport
{
    /// <summary>Rows longer than this are cut around the difference.</summary>
    private const int MaxLine = 120;

    private const string Expected = "expected  ";
    private const string Actual = "actual    ";

    public static string Write(MarbleMismatch mismatch)
    {
        var expected = mismatch.Expected;
        var actual = mismatch.Actual;
        var labels = expected.Events.Concat(actual).Where(e => e.Kind == MarbleEventKind.Value).Select(e => e.Label);
        var legend = new MarbleLegend(labels, mismatch.Texts);
        var aligned = MarblePrinter.Write(() => Rows(expected, actual), expected.Options, legend.Letter, out var used);

        var text = new StringBuilder(Sentence(mismatch)).Append("\n\n");
        WriteLines(text, aligned.Lines, aligned.Columns[mismatch.Ticks]);
        text.Append("  ").Append(Key(used, expected.Options, legend)).Append("\n\n");
        MarbleReportTable.Write(text, mismatch);
        return text.ToString();
    }

    /// <summary>The number of a frame, with a part of one if need be.</summary>
    public static string Frame(long ticks, MarbleOptions options) =>
        ((decimal)ticks / options.Frame.Ticks).ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>All that happens at one time, in words; nothing when nothing does.</summary>
    public static string At(IEnumerable<MarbleEvent> events, long ticks) =>
        string.Join(
            ", ",
            events.SkipWhile(e => e.Ticks < ticks).TakeWhile(e => e.Ticks == ticks).Select(e => MarbleMarks.Describe(e.Kind, e.Label))
        );

    private static string Sentence(MarbleMismatch mismatch)
    {
        var ticks = mismatch.Ticks;
        var when = $"at frame {Frame(ticks, mismatch.Expected.Options)} ({MarbleDuration.Format(ticks)})";
        var expected = At(mismatch.Expected.Events, ticks);
        var actual = At(mismatch.Actual, ticks);
        return $"{mismatch.Name}: {when}, expected {Or(expected)}, but {(actual.Length == 0 ? "nothing happened" : "there was " + actual)}.";

        static string Or(string what) => what.Length == 0 ? "nothing" : what;
    }

    private static IEnumerable<AlignedRow> Rows(MarbleRow expected, IReadOnlyList<MarbleEvent> actual)
    {
        var last = actual.Count == 0 ? 0 : actual[^1].Ticks;
        var first = Math.Min(expected.StartTicks, actual.Count == 0 ? 0 : actual[0].Ticks);
        yield return new(expected.Events, expected.Kind, first, expected.EndTicks);
        yield return new(actual, expected.Kind, first, last);
    }

    private static void WriteLines(StringBuilder text, IReadOnlyList<string> lines, int caret)
    {
        var from = lines.Max(line => line.Length) <= MaxLine ? 0 : Math.Max(0, caret - MaxLine / 2);
        text.Append("  ").Append(Expected).Append(Cut(lines[0], from)).Append('\n');
        text.Append("  ").Append(Actual).Append(Cut(lines[1], from)).Append('\n');
        text.Append(' ', 2 + Expected.Length + caret - from).Append("^\n");
    }

    private static string Cut(string line, int from)
    {
        var rest = from >= line.Length ? "" : line[from..];
        if (rest.Length > MaxLine)
            rest = rest[..(MaxLine - 1)] + '…';
        return from > 0 && rest.Length > 0 ? '…' + rest[1..] : rest;
    }

    /// <summary>How the rows are to be read, above all where that differs from how the expected one was written.</summary>
    private static string Key(MarbleOptions used, MarbleOptions asked, MarbleLegend legend)
    {
        var key = $"a frame is {MarbleDuration.Format(used.Frame.Ticks)}";
        if (used.Frame != asked.Frame)
            key += $" here, not {MarbleDuration.Format(asked.Frame.Ticks)}";
        if (used.GroupTakesOneFrame)
            key += used.GroupTakesOneFrame == asked.GroupTakesOneFrame ? ", a group takes one" : ", a group takes one here";
        return legend.Explained.Count == 0
            ? key
            : $"{key}; {string.Join(", ", legend.Explained.Select(pair => $"{pair.Key} = {pair.Value}"))}";
    }
}
