namespace CallerReactive;

/// <summary>What AsCompleted returns: nothing happens before it is enumerated, and each enumeration is one of its own.</summary>
/// <param name="loop">What advances a lazy source.</param>
/// <param name="collection">All items; or null.</param>
/// <param name="source">A lazy source; or null.</param>
/// <param name="options">Validated.</param>
internal sealed class CompletedSequence<T>(
    Loop loop,
    Pending<T>[]? collection,
    Func<CancellationToken, IAsyncEnumerator<Pending<T>>>? source,
    AsCompletedOptions options
) : IAsyncEnumerable<Pending<T>>
{
    /// <summary>As upstream: enough to keep workers busy, few enough not to start a flood.</summary>
    private const int DefaultConcurrency = 10;

    public IAsyncEnumerator<Pending<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var consumer = Pending.Current;
        foreach (var item in collection ?? [])
        {
            Items.RefuseOneself(item, consumer);
        }

        var enumerator = new CompletedEnumerator<T>(loop, options.CancelUnfinished, cancellationToken);
        if (source is null)
        {
            enumerator.Take(collection!);
        }
        else
        {
            enumerator.Pump = new SourcePump<T>(loop, source, options.MaxConcurrent ?? DefaultConcurrency, enumerator, consumer);
        }

        return enumerator;
    }
}
