namespace CallerReactive.Marbles;

/// <summary>A row as text, with what is needed to read it.</summary>
/// <param name="Text">The row.</param>
/// <param name="Options">How its characters count as time: those asked for, or ones that this row can be written with.</param>
/// <param name="Legend">The letters that do not stand for themselves and the labels that they stand for, in order of appearance.</param>
public sealed record PrintedMarbles(string Text, MarbleOptions Options, IReadOnlyList<KeyValuePair<string, string>> Legend)
{
    /// <summary>The row.</summary>
    public string Text { get; init; } = Text ?? throw new ArgumentNullException(nameof(Text));

    /// <summary>How its characters count as time: those asked for, or ones that this row can be written with.</summary>
    public MarbleOptions Options { get; init; } = Options ?? throw new ArgumentNullException(nameof(Options));

    /// <summary>The letters that do not stand for themselves and the labels that they stand for, in order of appearance.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Legend { get; init; } = Legend ?? throw new ArgumentNullException(nameof(Legend));
}
