namespace CallerReactive.Marbles;

/// <summary>A row of a diagram: its kind, its name, and what happens in it.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed class DiagramRow
{
    /// <summary>Reads the text of a row.</summary>
    /// <param name="kind">What the row is about.</param>
    /// <param name="name">Its name, one word that begins with a letter.</param>
    /// <param name="text">The marbles.</param>
    /// <param name="options">How characters count as time in the diagram; RxJS's rules unless given.</param>
    /// <param name="caller">The caller on which all of it happens, or null.</param>
    /// <exception cref="MarbleFormatException">The text is no row of that kind.</exception>
    public DiagramRow(MarbleRowKind kind, string name, string text, MarbleOptions? options = null, string? caller = null)
        : this(kind, name, text, options, caller, MarbleSource.None) { }

    internal DiagramRow(MarbleRowKind kind, string name, string text, MarbleOptions? options, string? caller, MarbleSource source)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Caller = caller;
        Text = text;
        Row = MarbleRow.Parse(text, kind, options, source);
    }

    /// <summary>What the row is about.</summary>
    public MarbleRowKind Kind => Row.Kind;

    /// <summary>Its name, unique among the inputs and among the expected rows.</summary>
    public string Name { get; }

    /// <summary>The caller on which all of it happens (<c>@gui</c> after the name), or null.</summary>
    public string? Caller { get; }

    /// <summary>The marbles as they were written, with the spaces that align them with the other rows.</summary>
    public string Text { get; }

    /// <summary>What happens in it.</summary>
    public MarbleRow Row { get; }
}
