namespace CallerReactive;

/// <summary>A lazy sequence, as the pump wants it.</summary>
internal sealed class SyncItems<T>(IEnumerator<Pending<T>> items) : IAsyncEnumerator<Pending<T>>
{
    public Pending<T> Current => items.Current;

    public ValueTask<bool> MoveNextAsync() => new(items.MoveNext());

    public ValueTask DisposeAsync()
    {
        items.Dispose();
        return default;
    }
}
