namespace CallerReactive;

/// <summary>Everything that can be said about one call. See <see cref="Caller.ScheduleCall{T}(Func{T}, CallOptions)"/>.</summary>
public sealed record CallOptions
{
    /// <summary>How long to wait before it runs, counted from the call, by the caller's clock. Zero or less: as soon as its turn comes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What the function sees as ambient. Null: the caller's.</summary>
    public CallerBackend? Backend { get; init; }

    /// <summary>The name of the pending.</summary>
    public string? Name { get; init; }

    /// <summary>True (the default): it joins the groups and managers that are active where the call is made. False: it joins none, and neither does what it starts.</summary>
    public bool Track { get; init; } = true;

    /// <summary>Cancels the pending when it fires.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What to keep with the pending, for whoever looks at it later.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }
}
