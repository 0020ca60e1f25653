namespace CallerReactive.Marbles;

/// <summary>Something happened otherwise than a diagram says. The message shows both, one under the other.</summary>
public sealed class MarbleAssertionException : Exception
{
    /// <summary>Makes a failure without rows.</summary>
    public MarbleAssertionException()
        : this("The run is not as expected.") { }

    /// <summary>Makes a failure without rows, such as work that was left unfinished.</summary>
    /// <param name="message">What is wrong.</param>
    public MarbleAssertionException(string message)
        : base(message) { }

    /// <summary>Makes a failure without rows.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MarbleAssertionException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>Makes a failure of rows.</summary>
    /// <param name="mismatches">The rows that are not as expected.</param>
    public MarbleAssertionException(IReadOnlyList<MarbleMismatch> mismatches)
        : base(string.Join('\n', mismatches)) => Mismatches = mismatches;

    internal MarbleAssertionException(IReadOnlyList<MarbleMismatch> mismatches, IEnumerable<string> notes)
        : base(string.Join('\n', [.. mismatches.Select(mismatch => mismatch.ToString()), .. notes])) => Mismatches = mismatches;

    /// <summary>The rows that are not as expected.</summary>
    public IReadOnlyList<MarbleMismatch> Mismatches { get; } = [];
}
