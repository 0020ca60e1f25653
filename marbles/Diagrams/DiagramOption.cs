namespace CallerReactive.Marbles;

/// <summary>A line <c>key: value</c> under the title of a diagram, of a meaning that its scenario knows.</summary>
/// <param name="Key">The word before the colon: small letters, digits and hyphens.</param>
/// <param name="Value">What is after it, never empty.</param>
/// <param name="Source">Where the value stands, for errors.</param>
public sealed record DiagramOption(string Key, string Value, MarbleSource Source = default)
{
    /// <summary>The word before the colon: small letters, digits and hyphens.</summary>
    public string Key { get; init; } = Key ?? throw new ArgumentNullException(nameof(Key));

    /// <summary>What is after it, never empty.</summary>
    public string Value { get; init; } = Value ?? throw new ArgumentNullException(nameof(Value));
}
