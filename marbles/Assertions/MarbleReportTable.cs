using System.Text;

namespace CallerReactive.Marbles;

/// <summary>The times at which something was expected or happened, each with its frame; in a long run, those near the difference.</summary>
internal static class MarbleReportTable
{
    private const int Before = 4;
    private const int After = 8;

    public static void Write(StringBuilder text, MarbleMismatch mismatch)
    {
        var expected = mismatch.Expected.Events;
        var times = expected.Concat(mismatch.Actual).Select(e => e.Ticks).Distinct().Order().ToList();
        var differs = times.IndexOf(mismatch.Ticks);
        var from = Math.Max(0, differs - Before);
        var to = Math.Min(times.Count, differs + After + 1);

        List<string[]> rows =
        [
            ["", "frame", "time", "expected", "actual"],
        ];
        if (from > 0)
            rows.Add(["", "…", "…", $"({from} more)", ""]);
        foreach (var ticks in times[from..to])
        {
            rows.Add([
                ticks == mismatch.Ticks ? ">" : "",
                MarbleReport.Frame(ticks, mismatch.Expected.Options),
                MarbleDuration.Format(ticks),
                MarbleReport.At(expected, ticks),
                MarbleReport.At(mismatch.Actual, ticks),
            ]);
        }
        if (to < times.Count)
            rows.Add(["", "…", "…", $"({times.Count - to} more)", ""]);
        Write(text, rows);
    }

    private static void Write(StringBuilder text, List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            // Numbers end, words begin in one column.
            var line =
                $"{row[0].PadRight(1)} {row[1].PadLeft(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3].PadRight(widths[3])}  {row[4]}";
            text.Append("  ").Append(line.TrimEnd()).Append('\n');
        }
    }
}
