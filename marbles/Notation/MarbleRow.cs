namespace CallerReactive.Marbles;

/// <summary>One row of a marble diagram: what happens when, and where that was written.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed class MarbleRow
{
    internal MarbleRow(
        MarbleRowKind kind,
        MarbleOptions options,
        MarbleSource source,
        IReadOnlyList<MarbleEvent> events,
        long startTicks,
        long endTicks
    )
    {
        Kind = kind;
        Options = options;
        Source = source;
        Events = events;
        StartTicks = startTicks;
        EndTicks = endTicks;
    }

    /// <summary>What the row is about.</summary>
    public MarbleRowKind Kind { get; }

    /// <summary>How its characters count as time.</summary>
    public MarbleOptions Options { get; }

    /// <summary>Where it was written.</summary>
    public MarbleSource Source { get; }

    /// <summary>What happens, in order of time; what happens at one time, in the order in which it is written.</summary>
    public IReadOnlyList<MarbleEvent> Events { get; }

    /// <summary>When the first character of the row is, in ticks: 0, or less in a hot row with a <c>^</c>.</summary>
    public long StartTicks { get; }

    /// <summary>When the row ends, in ticks: at its <c>|</c>, <c>#</c> or <c>!</c>, else after its last character.</summary>
    public long EndTicks { get; }

    /// <summary>Whether something ends the row (<c>|</c>, <c>#</c>, or <c>!</c>), so that nothing can follow.</summary>
    public bool HasEnd => Events.Count > 0 && MarbleMarks.Ends(Events[^1].Kind, Kind);

    /// <summary>When a subscription begins, in ticks; null in a row without <c>^</c>.</summary>
    public long? SubscribedTicks => TicksOf(MarbleEventKind.Subscribe);

    /// <summary>When a subscription ends, in ticks; null in a row without <c>!</c>, which never ends.</summary>
    public long? UnsubscribedTicks => TicksOf(MarbleEventKind.Unsubscribe);

    /// <summary>Reads a row. Takes time in proportion to the length of the text.</summary>
    /// <param name="text">The row, such as <c>--a--(bc)-|</c>.</param>
    /// <param name="kind">What it is about; it decides which marks may stand in it.</param>
    /// <param name="options">How its characters count as time; RxJS's rules unless given.</param>
    /// <exception cref="MarbleFormatException">The text is no such row. The message names the column.</exception>
    public static MarbleRow Parse(string text, MarbleRowKind kind = MarbleRowKind.Cold, MarbleOptions? options = null) =>
        Parse(text, kind, options, MarbleSource.None);

    /// <summary>Reads a row that stands in a file.</summary>
    /// <param name="text">The row, such as <c>--a--(bc)-|</c>.</param>
    /// <param name="kind">What it is about; it decides which marks may stand in it.</param>
    /// <param name="options">How its characters count as time; RxJS's rules when null.</param>
    /// <param name="source">Where its first character stands, for errors.</param>
    /// <exception cref="MarbleFormatException">The text is no such row. The message names file, line and column.</exception>
    public static MarbleRow Parse(string text, MarbleRowKind kind, MarbleOptions? options, MarbleSource source)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MarbleParser(text, kind, options ?? MarbleOptions.Default, source).Read();
    }

    /// <summary>
    /// The same row with the text of each value instead of its letter. A value without a text keeps its letter; the text for
    /// <c>#</c> becomes the label of the error.
    /// </summary>
    /// <param name="texts">The text for each letter, and maybe one for <c>#</c>.</param>
    public MarbleRow WithLabels(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var events = Events.Select(e =>
            e.Kind is MarbleEventKind.Value or MarbleEventKind.Error
            && texts.TryGetValue(e.Kind == MarbleEventKind.Error ? "#" : e.Label, out var text)
                ? e with
                {
                    Label = text,
                }
                : e
        );
        return new(Kind, Options, Source, [.. events], StartTicks, EndTicks);
    }

    /// <summary>The row as text, in the printer's form: long gaps as times, no free spaces.</summary>
    /// <exception cref="MarbleFormatException">A value has a label of more than one letter (see <see cref="WithLabels"/>).</exception>
    public override string ToString() => MarblePrinter.Print(this);

    private long? TicksOf(MarbleEventKind kind)
    {
        foreach (var item in Events)
        {
            if (item.Kind == kind)
                return item.Ticks;
        }
        return null;
    }
}
