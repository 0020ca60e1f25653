namespace CallerReactive;

/// <summary>How a queue made by <see cref="Caller.OpenQueue{T}"/> is to be.</summary>
public sealed record CallerQueueOptions
{
    /// <summary>For messages, and the name of <see cref="CallerQueue{T}.Completion"/>. Null: the name of the handler's method.</summary>
    public string? Name { get; init; }

    /// <summary>How many items may wait, not counting the one that is being handled. Null (the default): any number.</summary>
    public int? Capacity { get; init; }

    /// <summary>Throws when a value cannot be meant.</summary>
    internal CallerQueueOptions Validated()
    {
        if (Name is not null && string.IsNullOrWhiteSpace(Name))
        {
            throw new ArgumentException(
                "A queue's name has at least one visible character. Leave it null for the handler's.",
                nameof(Name)
            );
        }

        if (Capacity is { } capacity)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1, nameof(Capacity));
        }

        return this;
    }
}
