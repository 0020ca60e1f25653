namespace CallerReactive.Marbles;

/// <summary>Compares what happened with what a row expects: the same things, at the same times, in the same order.</summary>
public static class MarbleComparison
{
    /// <summary>Finds the first difference.</summary>
    /// <param name="name">The name of the row, for messages.</param>
    /// <param name="expected">What is expected. An error without a text (<c>#</c>) stands for any error.</param>
    /// <param name="actual">What happened, in order of time.</param>
    /// <param name="texts">The texts that the letters of <paramref name="expected"/> stand for, or null when they are the labels.</param>
    /// <returns>The difference, or null when there is none.</returns>
    public static MarbleMismatch? Compare(
        string name,
        MarbleRow expected,
        IReadOnlyList<MarbleEvent> actual,
        IReadOnlyDictionary<string, string>? texts = null
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        if (texts is not null)
            expected = expected.WithLabels(texts);
        var common = Math.Min(expected.Events.Count, actual.Count);
        var same = 0;
        while (same < common && Matches(expected.Events[same], actual[same]))
            same++;
        return same == expected.Events.Count && same == actual.Count ? null : new(name, expected, actual, same, texts);
    }

    private static bool Matches(MarbleEvent expected, MarbleEvent actual) =>
        expected == actual
        || (
            expected.Kind == MarbleEventKind.Error && actual.Kind == expected.Kind && actual.Ticks == expected.Ticks && expected.Label == ""
        );
}
