namespace CallerReactive.Marbles;

/// <summary>Assertions that need no test framework: they throw what any of them shows well.</summary>
public static class MarbleAssert
{
    /// <summary>Passes if just the expected things happened, at their times and in their order.</summary>
    /// <param name="name">The name of the row, for the message.</param>
    /// <param name="expected">What is expected. An error without a text (<c>#</c>) stands for any error.</param>
    /// <param name="actual">What happened, in order of time.</param>
    /// <param name="texts">The texts that the letters of <paramref name="expected"/> stand for, or null when they are the labels.</param>
    /// <exception cref="MarbleAssertionException">Something else happened.</exception>
    public static void AreEqual(
        string name,
        MarbleRow expected,
        IReadOnlyList<MarbleEvent> actual,
        IReadOnlyDictionary<string, string>? texts = null
    ) => None([MarbleComparison.Compare(name, expected, actual, texts)]);

    /// <summary>Passes if there is no mismatch among these; otherwise all of them are in one message.</summary>
    /// <param name="mismatches">The answers of <see cref="MarbleComparison.Compare"/>; null is none.</param>
    /// <exception cref="MarbleAssertionException">There is one at least.</exception>
    public static void None(IEnumerable<MarbleMismatch?> mismatches)
    {
        ArgumentNullException.ThrowIfNull(mismatches);
        var found = mismatches.OfType<MarbleMismatch>().ToList();
        if (found.Count > 0)
            throw new MarbleAssertionException(found);
    }
}
