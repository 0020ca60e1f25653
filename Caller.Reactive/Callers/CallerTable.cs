using System.Globalization;
using System.Text;

namespace CallerReactive;

/// <summary>Lays out the listing of callers, by the width that a terminal shows and not by the number of characters.</summary>
internal static class CallerTable
{
    private static readonly string[] Headings = ["Name", "Running", "Protected", "Thread", "Caller"];

    internal static string Format(IReadOnlyList<Caller> callers)
    {
        var rows = callers.Select(Row).ToList();
        var widths = Headings
            .Select((heading, column) => rows.Select(row => DisplayWidth(row[column])).Append(DisplayWidth(heading)).Max() + 2)
            .ToArray();
        var text = new StringBuilder();
        AppendRow(text, Headings, widths, "");
        text.Append('\n').Append('─', widths.Sum());
        for (var i = 0; i < rows.Count; i++)
        {
            text.Append('\n');
            AppendRow(text, rows[i], widths, callers[i].CheckAccess() ? "← current" : "");
        }

        return text.ToString();
    }

    /// <summary>How many cells a terminal gives to a text: none to marks that combine, two to emoji and East Asian wide characters.</summary>
    internal static int DisplayWidth(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
                _ => IsWide(rune.Value) ? 2 : 1,
            };
        }

        return width;
    }

    private static bool IsWide(int value) =>
        value
            is (>= 0x1100 and <= 0x115F)
                or (>= 0x2E80 and <= 0x303E)
                or (>= 0x3041 and <= 0xA4CF)
                or (>= 0xAC00 and <= 0xD7A3)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0xFE30 and <= 0xFE6F)
                or (>= 0xFF00 and <= 0xFF60)
                or (>= 0xFFE0 and <= 0xFFE6)
                or (>= 0x1F300 and <= 0x1F64F)
                or (>= 0x1F680 and <= 0x1F6FF)
                or (>= 0x1F900 and <= 0x1F9FF)
                or (>= 0x20000 and <= 0x3FFFD);

    private static string[] Row(Caller caller) =>
        [
            caller.Name,
            caller.IsRunning ? "✓" : "✗",
            caller.IsProtected ? "🔐" : "",
            caller.Thread is { } thread ? thread.Name ?? $"thread {thread.ManagedThreadId}" : "",
            caller.Id.ToString(CultureInfo.InvariantCulture),
        ];

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths, string note)
    {
        var start = text.Length;
        for (var column = 0; column < cells.Length; column++)
        {
            text.Append(cells[column]).Append(' ', widths[column] - DisplayWidth(cells[column]));
        }

        text.Append(note);
        while (text.Length > start && text[^1] == ' ')
        {
            text.Length--;
        }
    }
}
