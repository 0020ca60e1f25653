namespace CallerReactive.Marbles;

/// <summary>One thing that happened at one time, as a row of marbles says it.</summary>
/// <param name="Ticks">
/// When, in ticks of 100 ns from the beginning of the row; in a hot row from its <c>^</c>, so that what came before is negative.
/// </param>
/// <param name="Kind">What happened.</param>
/// <param name="Label">The letter or text of a value; of an error its text, or nothing when any error will do; else nothing.</param>
/// <param name="Column">Where it stands in the text it was read from, the first character being 1; 0 when it was not read from a text.</param>
public readonly record struct MarbleEvent(long Ticks, MarbleEventKind Kind, string Label = "", int Column = 0)
{
    /// <summary>When, as a time span.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Ticks);

    /// <summary>Says whether both are the same thing at the same time. Where they were written is no part of what they are.</summary>
    /// <param name="other">The event to compare with.</param>
    public bool Equals(MarbleEvent other) => Ticks == other.Ticks && Kind == other.Kind && Label == other.Label;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ticks, Kind, Label);

    /// <summary>The mark and the time: <c>a at 20ms</c>.</summary>
    public override string ToString() => $"{MarbleMarks.Describe(Kind, Label)} at {MarbleDuration.Format(Ticks)}";
}
