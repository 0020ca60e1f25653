namespace CallerReactive.Tests.Repo;

/// <summary>The rows of a page's tables, without their heads.</summary>
internal static class MarkdownTable
{
    /// <summary>The cells of each row.</summary>
    public static IEnumerable<string[]> Rows(IEnumerable<string> lines)
    {
        string? before = null;
        var inTable = false;
        foreach (var line in lines)
        {
            if (line is not ['|', ..])
                inTable = false;
            else if (line.StartsWith("|---", StringComparison.Ordinal) && before is ['|', ..])
                inTable = true;
            else if (inTable)
                yield return line.Trim().Trim('|').Split(" | ", StringSplitOptions.TrimEntries);
            before = line;
        }
    }
}
