namespace CallerReactive.Tests.BadInput;

/// <summary>The values at the edges of a type, by the names that the tables of this folder have for them, and how those tables are read.</summary>
internal static class Extremes
{
    private static readonly Dictionary<string, object> Values = new()
    {
        ["least time"] = TimeSpan.MinValue,
        ["-1 tick"] = TimeSpan.FromTicks(-1),
        ["infinite"] = Timeout.InfiniteTimeSpan,
        ["no time"] = TimeSpan.Zero,
        ["1 tick"] = TimeSpan.FromTicks(1),
        ["24.8 days"] = TimeSpan.FromMilliseconds(int.MaxValue), // as far as some timers of the platform go
        ["49.7 days"] = TimeSpan.FromMilliseconds(uint.MaxValue), // and beyond the others
        ["most time"] = TimeSpan.MaxValue,
        ["least"] = int.MinValue,
        ["-1"] = -1,
        ["0"] = 0,
        ["1"] = 1,
        ["most"] = int.MaxValue,
    };

    /// <summary>The cells of a table whose first line names the values: the row's name, the value and what is to become of it.</summary>
    internal static IEnumerable<(string Row, string Name, object Value, string Expected)> Cells(string table)
    {
        var rows = table.Split('\n').Select(static line => line.Split('|').Select(static cell => cell.Trim()).ToArray()).ToList();
        foreach (var row in rows.Skip(2))
        {
            Assert.That(row, Has.Length.EqualTo(rows[0].Length), $"Each row has every value: {row[0]}");
            for (var column = 1; column < row.Length; column++)
                yield return (row[0], rows[0][column], Values[rows[0][column]], row[column]);
        }
    }

    internal static bool IsTime(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(TimeSpan);

    internal static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(int);

    /// <summary>"taken", "refused" if the exception is about an argument and names what was given, or else what came instead.</summary>
    internal static string Outcome(Exception? thrown, string name) =>
        thrown switch
        {
            null => "taken",
            ArgumentException { ParamName: { } refused } when refused.Split('.')[^1] == name => "refused",
            ArgumentException e => $"refused as {e.ParamName}",
            _ => thrown.GetType().Name,
        };
}
