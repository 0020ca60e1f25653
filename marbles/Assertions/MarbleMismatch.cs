namespace CallerReactive.Marbles;

/// <summary>A row that came out otherwise than expected.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed class MarbleMismatch
{
    internal MarbleMismatch(
        string name,
        MarbleRow expected,
        IReadOnlyList<MarbleEvent> actual,
        int index,
        IReadOnlyDictionary<string, string>? texts
    )
    {
        Name = name;
        Expected = expected;
        Actual = actual;
        Index = index;
        Texts = texts;
    }

    /// <summary>The name of the row.</summary>
    public string Name { get; }

    /// <summary>What was expected, with texts instead of letters if the comparison was given some.</summary>
    public MarbleRow Expected { get; }

    /// <summary>What happened.</summary>
    public IReadOnlyList<MarbleEvent> Actual { get; }

    /// <summary>The number of events, from the beginning, that are as expected.</summary>
    public int Index { get; }

    /// <summary>The first expected event that did not happen, or null when something happened after all that was expected.</summary>
    public MarbleEvent? ExpectedEvent => Index < Expected.Events.Count ? Expected.Events[Index] : null;

    /// <summary>The first event that was not expected, or null when nothing more happened.</summary>
    public MarbleEvent? ActualEvent => Index < Actual.Count ? Actual[Index] : null;

    /// <summary>When the rows part, in ticks.</summary>
    public long Ticks => Math.Min(ExpectedEvent?.Ticks ?? long.MaxValue, ActualEvent?.Ticks ?? long.MaxValue);

    internal IReadOnlyDictionary<string, string>? Texts { get; }

    /// <summary>Both rows, one under the other, with the first difference marked; and a table of frames and times.</summary>
    public override string ToString() => MarbleReport.Write(this);
}
