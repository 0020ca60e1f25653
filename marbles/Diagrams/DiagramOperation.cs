namespace CallerReactive.Marbles;

/// <summary>The line <c>&gt; CallLater 30ms</c> of a diagram: what is done, in the words of the API.</summary>
/// <param name="Text">The line without its mark.</param>
/// <param name="Source">Where it stands, for errors.</param>
public sealed record DiagramOperation(string Text, MarbleSource Source = default)
{
    /// <summary>The line without its mark.</summary>
    public string Text { get; init; } = Text ?? throw new ArgumentNullException(nameof(Text));

    /// <summary>The words of the line; the first is what is done, the others how.</summary>
    public IReadOnlyList<string> Words => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
