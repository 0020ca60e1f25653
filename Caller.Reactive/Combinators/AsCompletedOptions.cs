namespace CallerReactive;

/// <summary>How <see cref="Caller.AsCompleted{T}(IEnumerable{Pending{T}}, AsCompletedOptions?)"/> takes its items, and what it leaves behind.</summary>
public sealed record AsCompletedOptions
{
    /// <summary>
    /// Of a lazy input: how many items are taken from it and not yet consumed, at most. Null: 10. Use <see cref="int.MaxValue"/> for no limit. A collection is taken whole, because
    /// all its items run already.
    /// </summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>
    /// True: when the enumeration is left before its end (<c>break</c>, an exception, the token), the items that were taken and have not ended are cancelled. False: they go on.
    /// </summary>
    public bool CancelUnfinished { get; init; } = true;

    internal AsCompletedOptions Validated()
    {
        if (MaxConcurrent is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, $"options.{nameof(MaxConcurrent)}");
        }

        return this;
    }
}
