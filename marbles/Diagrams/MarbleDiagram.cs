using System.Text;

namespace CallerReactive.Marbles;

/// <summary>A diagram file: what goes in, what is done, and what must come out. docs/marbles-format.md describes the format.</summary>
/// <remarks>Immutable as it is read, and so safe for any thread.</remarks>
public sealed class MarbleDiagram
{
    /// <summary>The file it was read from, or null.</summary>
    public string? File { get; init; }

    /// <summary>The title: the first line, without its mark.</summary>
    public required string Title { get; init; }

    /// <summary>What a reader is told: the paragraphs above the rows; may be empty.</summary>
    public string Prose { get; init; } = "";

    /// <summary>How characters count as time: the options <c>frame</c> and <c>groups</c>.</summary>
    public MarbleOptions Timing { get; init; } = MarbleOptions.Default;

    /// <summary>The other options, in the order of the file.</summary>
    public IReadOnlyList<DiagramOption> Options { get; init; } = [];

    /// <summary>The texts that letters stand for, and maybe <c>#</c>, in the order of the file.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The rows above the operation.</summary>
    public IReadOnlyList<DiagramRow> Inputs { get; init; } = [];

    /// <summary>What is done.</summary>
    public required DiagramOperation Operation { get; init; }

    /// <summary>The rows below the operation.</summary>
    public IReadOnlyList<DiagramRow> Expected { get; init; } = [];

    /// <summary>Reads a diagram.</summary>
    /// <param name="text">The text of a diagram file. Its lines may end in any way.</param>
    /// <param name="file">The name that errors give, or null.</param>
    /// <exception cref="MarbleFormatException">The text is no diagram. The message names file, line and column.</exception>
    public static MarbleDiagram Parse(string text, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new DiagramReader(text, file).Read();
    }

    /// <summary>Reads a diagram file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MarbleFormatException">The file holds no diagram. The message names file, line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MarbleDiagram ReadFile(string path) => Parse(System.IO.File.ReadAllText(path, Encoding.UTF8), path);

    /// <summary>The option of this key, or null.</summary>
    /// <param name="key">The word before the colon.</param>
    public DiagramOption? Option(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Options.FirstOrDefault(option => option.Key == key);
    }

    /// <summary>The diagram as the text of a file, in the form that diffs well: rows in columns, lines ended by a line feed.</summary>
    public override string ToString() => DiagramWriter.Write(this);
}
