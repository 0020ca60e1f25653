namespace CallerReactive.Marbles;

/// <summary>What happened in one place of a run: an observable, a pending, a group, a subscription, or a caller.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed record RecordedLane
{
    private readonly IReadOnlyList<RecordedEvent> _events = [];

    /// <summary>The name, as the rows of the diagram have it.</summary>
    public required string Name { get; init; }

    /// <summary>What the lane is about.</summary>
    public MarbleRowKind Kind { get; init; } = MarbleRowKind.Observed;

    /// <summary>The caller on which all of it happens, or null; an event may name another.</summary>
    public string? Caller { get; init; }

    /// <summary>What happened, in order of time. Set in any order; what happened at one time keeps its order.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get => _events;
        init => _events = [.. value.OrderBy(e => e.Ticks)];
    }

    /// <summary>The lane as marks of a row, to compare with what a diagram expects.</summary>
    public IReadOnlyList<MarbleEvent> ToMarbles() => [.. Events.Select(e => e.ToMarble())];

    /// <summary>The lane as text.</summary>
    /// <param name="options">How characters count as time if possible; RxJS's rules unless given.</param>
    /// <param name="texts">Texts by letter, so that a label gets the letter it has in a diagram; or null.</param>
    /// <returns>The row, and what is needed to read it.</returns>
    public PrintedMarbles Print(MarbleOptions? options = null, IReadOnlyDictionary<string, string>? texts = null) =>
        MarblePrinter.PrintRecorded(ToMarbles(), Kind, options, texts);
}
