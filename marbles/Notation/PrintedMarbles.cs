namespace CallerReactive.Marbles;

/// <summary>A row as text, with what is needed to read it.</summary>
/// <param name="Text">The row.</param>
/// <param name="Options">How its characters count as time: those asked for, or ones that this row can be written with.</param>
/// <param name="Legend">The letters that do not stand for themselves and the labels that they stand for, in order of appearance.</param>
public sealed record PrintedMarbles(string Text, MarbleOptions Options, IReadOnlyList<KeyValuePair<string, string>> Legend);
