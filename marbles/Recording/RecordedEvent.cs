namespace CallerReactive.Marbles;

/// <summary>One thing that happened in a run.</summary>
/// <param name="Ticks">When, in ticks of 100 ns from time 0 of the run.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Label">The text of a value, of a call, or of an error; nothing for the rest.</param>
/// <param name="Caller">The name of the caller on which it happened, or null when that does not matter. Pictures colour by it.</param>
/// <param name="DurationTicks">How long it took, in ticks, such as a call that ran; 0 for a moment.</param>
public readonly record struct RecordedEvent(
    long Ticks,
    MarbleEventKind Kind,
    string Label = "",
    string? Caller = null,
    long DurationTicks = 0
)
{
    /// <summary>When it was over, in ticks; <see cref="Ticks"/> for a moment.</summary>
    public long EndTicks => Ticks + DurationTicks;

    /// <summary>The same as a mark in a row, which has no caller and no duration.</summary>
    public MarbleEvent ToMarble() => new(Ticks, Kind, Label);
}
