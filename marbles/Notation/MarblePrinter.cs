namespace CallerReactive.Marbles;

/// <summary>Writes rows of marbles. What it writes, <see cref="MarbleRow.Parse(string, MarbleRowKind, MarbleOptions)"/> reads back.</summary>
public static class MarblePrinter
{
    /// <summary>Writes a row with the options it has. Gaps of more than twenty frames become times.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="MarbleFormatException">A value has a label of more than one letter.</exception>
    public static string Print(MarbleRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Print(new AlignedRow(row.Events, row.Kind, row.StartTicks, row.EndTicks), row.Options);
    }

    /// <summary>Writes what was recorded, if it can be written with just these options.</summary>
    /// <param name="events">What happened, in order of time.</param>
    /// <param name="kind">What the row is about.</param>
    /// <param name="options">How its characters count as time; RxJS's rules unless given.</param>
    /// <exception cref="MarbleFormatException">
    /// A value has a label of more than one letter, or something comes too soon after a group or within a frame.
    /// <see cref="PrintRecorded"/> finds a way then.
    /// </exception>
    public static string Print(
        IEnumerable<MarbleEvent> events,
        MarbleRowKind kind = MarbleRowKind.Observed,
        MarbleOptions? options = null
    ) => Print(Row(events, kind), options ?? MarbleOptions.Default);

    /// <summary>
    /// Writes whatever was recorded: long labels get letters, and where the options do not suffice, groups take one frame or the
    /// frame is made finer. The answer says so.
    /// </summary>
    /// <param name="events">What happened, in order of time.</param>
    /// <param name="kind">What the row is about.</param>
    /// <param name="options">How its characters count as time if possible; RxJS's rules unless given.</param>
    /// <param name="texts">Texts by letter, so that a label gets the letter it has in a diagram; or null.</param>
    /// <returns>The text, the options that read it, and the letters that do not stand for themselves. After 62 labels: <c>?</c>.</returns>
    public static PrintedMarbles PrintRecorded(
        IEnumerable<MarbleEvent> events,
        MarbleRowKind kind = MarbleRowKind.Observed,
        MarbleOptions? options = null,
        IReadOnlyDictionary<string, string>? texts = null
    )
    {
        var list = Sorted(events);
        var legend = new MarbleLegend(list.Where(e => e.Kind == MarbleEventKind.Value).Select(e => e.Label), texts);
        var written = Write(() => [Row(list, kind)], options ?? MarbleOptions.Default, legend.Letter, out var used);
        return new(written.Lines[0], used, legend.Explained);
    }

    /// <summary>Writes rows under each other, with the options given or else with ones that suffice.</summary>
    internal static MarbleAligner Write(
        Func<IEnumerable<AlignedRow>> rows,
        MarbleOptions options,
        Func<string, char> letter,
        out MarbleOptions used
    )
    {
        used = options;
        var aligner = new MarbleAligner(rows(), used, letter);
        if (aligner.TryWrite())
            return aligner;
        used = options with { GroupTakesOneFrame = true };
        aligner = new(rows(), used, letter);
        if (aligner.TryWrite())
            return aligner;

        // Everything happens on a whole number of these frames, and a group takes one: nothing can be too close.
        var frame = rows().SelectMany(row => row.Events.Select(e => e.Ticks).Append(row.StartTicks)).Aggregate(options.Frame.Ticks, Gcd);
        used = used with { Frame = TimeSpan.FromTicks(frame) };
        aligner = new(rows(), used, letter);
        aligner.TryWrite();
        return aligner;
    }

    internal static AlignedRow Row(IEnumerable<MarbleEvent> events, MarbleRowKind kind)
    {
        var list = Sorted(events);
        return new(list, kind, Math.Min(0, list.Count == 0 ? 0 : list[0].Ticks), list.Count == 0 ? 0 : list[^1].Ticks);
    }

    private static List<MarbleEvent> Sorted(IEnumerable<MarbleEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return [.. events.OrderBy(e => e.Ticks)];
    }

    private static string Print(AlignedRow row, MarbleOptions options)
    {
        var aligner = new MarbleAligner([row], options, Letter);
        return aligner.TryWrite() ? aligner.Lines[0] : throw new MarbleFormatException(aligner.Problem);
    }

    private static char Letter(string label) =>
        MarbleMarks.IsLetter(label)
            ? label[0]
            : throw new MarbleFormatException($"the label \"{label}\" is no letter or digit; {nameof(PrintRecorded)} finds letters");

    private static long Gcd(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return Math.Abs(a);
    }
}
