namespace CallerReactive.Benchmarks.Runner;

/// <summary>A class of benchmarks that is one row of the table of goals. The method named Caller is ours, the baseline is what it is compared with.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RowAttribute(string title) : Attribute
{
    public string Title => title;

    /// <summary>How many times as fast as the baseline; 0 for none.</summary>
    public double Goal { get; init; }

    /// <summary>Bytes an operation may allocate; negative for none.</summary>
    public double Bytes { get; init; } = -1;
}
