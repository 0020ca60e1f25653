namespace CallerReactive.Marbles;

/// <summary>The line <c>&gt; CallLater 30ms</c> of a diagram: what is done, in the words of the API.</summary>
/// <param name="Text">The line without its mark.</param>
/// <param name="Source">Where it stands, for errors.</param>
public sealed record DiagramOperation(string Text, MarbleSource Source = default)
{
    /// <summary>The words of the line; the first is what is done, the others how.</summary>
    public IReadOnlyList<string> Words => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
