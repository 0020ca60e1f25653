namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// Observes a source on a caller, without a detour for what comes on the caller already: that is handed over at once, inside the source's call, unless earlier elements still wait or the
    /// observer is in the middle of one. Everything else goes as with <see cref="ObserveOn{T}(IObservable{T}, Caller)"/>. The order of elements is kept, and the observer is never
    /// called inside itself; the order with other work of the caller is not: what is handed over at once comes before all that is queued. What an observer throws inside the source's call goes to the source.
    /// </summary>
    /// <param name="source">Who produces, on any threads.</param>
    /// <param name="caller">Where it is observed.</param>
    /// <exception cref="ArgumentNullException">The source or the caller is null.</exception>
    public static IObservable<T> EnsureOn<T>(this IObservable<T> source, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(caller);
        return new SinkObservable<T, T>(source, observer => new EnsureOnSink<T>(caller, observer));
    }
}
