using System.Globalization;

namespace CallerReactive;

/// <summary>Lays out a snapshot: a heading for each caller, a row for each item.</summary>
internal static class SnapshotTable
{
    private static readonly string[] Headings = ["State", "Kind", "Name", "Method", "Age", "Runs for", "Submitted by"];

    internal static string Format(CallerSnapshot snapshot)
    {
        var lines = new List<string>();
        Append(lines, snapshot, "");
        return string.Join('\n', lines.Select(static line => line.TrimEnd()));
    }

    /// <summary>A time as one reads it: two units at most.</summary>
    internal static string Time(TimeSpan time)
    {
        var (sign, size) = time < TimeSpan.Zero ? ("-", time.Negate()) : ("", time);
        var text =
            size.TotalMilliseconds < 10 ? string.Create(CultureInfo.InvariantCulture, $"{size.TotalMilliseconds:0.0##} ms")
            : size.TotalSeconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{size.TotalMilliseconds:0} ms")
            : size.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{size.TotalSeconds:0.0} s")
            : size.TotalHours < 1 ? $"{size.Minutes} min {size.Seconds} s"
            : size.TotalDays < 1 ? $"{size.Hours} h {size.Minutes} min"
            : $"{size.Days} d {size.Hours} h";
        return sign + text;
    }

    private static void Append(List<string> lines, CallerSnapshot caller, string indent)
    {
        var thread = caller.ThreadName is { } name ? $", thread '{name}'" : "";
        lines.Add($"{indent}Caller '{caller.Name}' #{caller.Id} {caller.State}{(caller.IsWorker ? ", a worker" : "")}{thread}");
        if (caller.BlockedFor is { } blocked)
        {
            lines.Add($"{indent}  its thread blocks for {blocked}");
        }

        AppendItems(lines, caller, indent + "  ");
        foreach (var queue in caller.Queues)
        {
            lines.Add($"{indent}  queue '{queue.Name}': {Describe(queue)}");
        }

        foreach (var group in caller.Groups)
        {
            lines.Add($"{indent}  group in mode {group.Mode}: {group.Unfinished} unfinished{(group.IsCancelled ? ", cancelled" : "")}");
        }

        if (caller.WorkerCount > 0)
        {
            lines.Add($"{indent}  workers: {caller.WorkerCount}, {caller.IdleWorkerCount} of them idle");
        }

        foreach (var child in caller.Children)
        {
            Append(lines, child, indent + "  ");
        }
    }

    private static string Describe(CallerSnapshotQueue queue) =>
        $"{queue.Waiting}{(queue.Capacity is { } capacity ? $" of {capacity}" : "")} waiting"
        + (queue.PostersWaiting > 0 ? $", {queue.PostersWaiting} more for room" : "")
        + (queue.IsHandling ? ", one being handled" : "")
        + (queue.TakesMore ? "" : ", takes no more");

    private static void AppendItems(List<string> lines, CallerSnapshot caller, string indent)
    {
        List<string[]> rows =
        [
            .. caller.Running.Select(static item => Row(item.HoldsThread ? "runs" : "awaits", item)),
            .. caller.Queued.Select(static item => Row("queued", item)),
            .. caller.WaitingForWorker.Select(static item => Row("needs a worker", item)),
            .. caller.Due.Select(static item =>
                Row(item.DueIn is { } due && due != TimeSpan.MaxValue ? $"due in {Time(due)}" : "never due", item)
            ),
        ];
        if (rows.Count == 0)
        {
            lines.Add(indent + (caller.IsComplete ? "nothing runs or waits" : "what runs and waits could not be read"));
            return;
        }

        var columns = Enumerable.Range(0, Headings.Length).Where(column => rows.Exists(row => row[column].Length > 0)).ToArray();
        var widths = Array.ConvertAll(
            columns,
            column =>
                rows.Max(row => CallerTable.DisplayWidth(row[column])) is var most && most > Headings[column].Length
                    ? most
                    : Headings[column].Length
        );
        lines.Add(indent + Line(Headings, columns, widths));
        lines.Add(indent + new string('─', widths.Sum() + (2 * (widths.Length - 1))));
        lines.AddRange(rows.Select(row => indent + Line(row, columns, widths)));
        AppendRest(lines, indent, caller.QueuedCount - caller.Queued.Count, "queued");
        AppendRest(lines, indent, caller.DueCount - caller.Due.Count, "due later");
    }

    private static void AppendRest(List<string> lines, string indent, int rest, string what)
    {
        if (rest > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{indent}... and {rest:N0} more {what}"));
        }
    }

    private static string Line(string[] cells, int[] columns, int[] widths) =>
        string.Join(
            "  ",
            columns.Select((column, i) => cells[column] + new string(' ', widths[i] - CallerTable.DisplayWidth(cells[column])))
        );

    private static string[] Row(string state, CallerSnapshotItem item) =>
        [
            item.IsCancelRequested ? $"{state}, to be cancelled" : state,
            item.KindInWords,
            item.Name ?? "",
            item.Method ?? "",
            item.Age is { } age ? Time(age) : "",
            item.RunningFor is { } running ? Time(running) : "",
            item.SubmittedBy ?? "",
        ];
}
