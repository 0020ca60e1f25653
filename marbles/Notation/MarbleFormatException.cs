using System.Globalization;

namespace CallerReactive.Marbles;

/// <summary>A row of marbles or a diagram file says something that it cannot mean. The message begins with the place.</summary>
public sealed class MarbleFormatException : FormatException
{
    /// <summary>Makes an error without a place.</summary>
    public MarbleFormatException()
        : this("the diagram is wrong", null, 0, 0) { }

    /// <summary>Makes an error without a place.</summary>
    /// <param name="problem">What is wrong.</param>
    public MarbleFormatException(string problem)
        : this(problem, null, 0, 0) { }

    /// <summary>Makes an error without a place.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="innerException">What went wrong below, or null.</param>
    public MarbleFormatException(string problem, Exception? innerException)
        : this(problem, null, 0, 0, innerException) { }

    /// <summary>Makes an error with a place.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="file">The file, or null.</param>
    /// <param name="line">The line in it, the first being 1; 0 for none.</param>
    /// <param name="column">The column, the first being 1; 0 for none.</param>
    /// <param name="innerException">What went wrong below, or null.</param>
    public MarbleFormatException(string problem, string? file, int line, int column, Exception? innerException = null)
        : base(Place(file, line, column) + problem, innerException)
    {
        Problem = problem;
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>The file, or null when the diagram came from a string.</summary>
    public string? File { get; }

    /// <summary>The line in the file, the first being 1; 0 when the diagram came from a string.</summary>
    public int Line { get; }

    /// <summary>The column, counted in characters from 1; 0 when the error has no place.</summary>
    public int Column { get; }

    private static string Place(string? file, int line, int column)
    {
        var parts = new List<string>(3);
        if (file is not null)
            parts.Add(file);
        if (line > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}"));
        if (column > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"column {column}"));
        return parts.Count == 0 ? "" : string.Join(", ", parts) + ": ";
    }
}
