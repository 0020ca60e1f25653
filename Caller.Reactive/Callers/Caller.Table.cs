namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// The listing of callers as a table: name, whether it runs (✓ or ✗), whether it is protected (🔐), thread and number, with a mark at the current one.
    /// Lines are joined by a line feed; there is none at the end.
    /// </summary>
    /// <param name="callers">Whom to list; null: all that have not stopped, in the order of creation. An empty list gives the heading alone.</param>
    public static string FormatTable(IEnumerable<Caller>? callers = null) =>
        CallerTable.Format(callers?.ToList() ?? All(runningOnly: false));
}
