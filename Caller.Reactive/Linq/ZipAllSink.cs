namespace CallerReactive;

/// <summary>Counts down to the last value, or to the first error.</summary>
/// <remarks>Not Rx's own Zip over the pendings: that looks at all of them at each value (decision 0036).</remarks>
internal sealed class ZipAllSink<T> : IDisposable
{
    private readonly IObserver<IList<T>> _observer;
    private readonly Pending<T>[] _items;
    private readonly ItemListener<T>[] _listeners;
    private int _left;
    private int _over;

    private ZipAllSink(IObserver<IList<T>> observer, Pending<T>[] items)
    {
        (_observer, _items, _left) = (observer, items, items.Length + 1);
        Action<Pending<T>> ended = OnEnded; // one delegate for all
        _listeners = Array.ConvertAll(items, item => new ItemListener<T>(item, ended));
    }

    internal static IDisposable Subscribe(IEnumerable<Pending<T>> items, IObserver<IList<T>> observer)
    {
        var sink = new ZipAllSink<T>(observer, Items.Copy(items));
        foreach (var listener in sink._listeners)
        {
            listener.Listen();
        }

        sink.CountDown();
        return sink;
    }

    public void Dispose()
    {
        Volatile.Write(ref _over, 1);
        Detach();
    }

    private void OnEnded(Pending<T> item)
    {
        if (item.Status == PendingStatus.Succeeded)
        {
            CountDown();
        }
        else if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            Detach();
            _observer.OnError(item.OutcomeError()!.SourceException);
        }
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _left) == 0 && Interlocked.Exchange(ref _over, 1) == 0)
        {
            _observer.OnNext(Array.ConvertAll(_items, static item => item.Outcome()));
            _observer.OnCompleted();
        }
    }

    private void Detach() => Array.ForEach(_listeners, static listener => listener.Dispose());
}
