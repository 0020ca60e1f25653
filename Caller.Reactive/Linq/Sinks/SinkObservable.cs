namespace CallerReactive;

/// <summary>The cold side of an operator: a sink for each subscription.</summary>
internal sealed class SinkObservable<T, TResult>(IObservable<T> source, Func<IObserver<TResult>, CallerSink<T, TResult>> create)
    : IObservable<TResult>
{
    public IDisposable Subscribe(IObserver<TResult> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var sink = create(observer);
        sink.SubscribeTo(source);
        return sink;
    }
}
