namespace CallerReactive.Marbles;

/// <summary>Where a row of marbles was written: what errors name.</summary>
/// <param name="File">The name of the file, or null when the row came from a string in a program.</param>
/// <param name="Line">The line in the file, the first being 1; 0 when the row came from a string.</param>
/// <param name="Column">The column of the row's first character, the first being 1.</param>
public readonly record struct MarbleSource(string? File, int Line, int Column)
{
    /// <summary>A string in a program: no file, no line, columns from 1.</summary>
    public static MarbleSource None { get; } = new(null, 0, 1);

    /// <summary>An error at a column of this place.</summary>
    internal MarbleFormatException Error(int column, string problem, Exception? inner = null) => new(problem, File, Line, column, inner);
}
