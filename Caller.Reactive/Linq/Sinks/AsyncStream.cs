namespace CallerReactive;

/// <summary>An observable as an asynchronous stream: a reader for each enumeration.</summary>
internal sealed class AsyncStream<T>(IObservable<T> source, Caller caller, int capacity, OverflowPolicy overflow) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new AsyncStreamReader<T>(caller, capacity, overflow, cancellationToken).Begin(source);
}
