namespace CallerReactive;

/// <summary>
/// Rx operators for callers. They are more specific than Rx's own for <see cref="System.Reactive.Concurrency.IScheduler"/>, so they win wherever this namespace is imported.
/// </summary>
public static partial class CallerObservable
{
    /// <summary>
    /// Observes a source on a caller. Each element takes one place in the caller's queue: total order with everything else on the caller, also across several
    /// observed sources; errors and completion never overtake values; sources that call concurrently are serialised. An element allocates nothing.
    /// <para>
    /// Disposing on the caller: nothing comes after it. Elsewhere: at most the element in flight. An observer that throws is detached, its source is left, and the
    /// exception goes to <see cref="Caller.UnhandledException"/> as a scheduled action's. When the caller stops, the source is left, what is queued is
    /// delivered while the caller still turns, and then <c>OnError</c> comes with a <see cref="CallerStoppedException"/>, once, on the caller's last turn. The queue is unbounded.
    /// What a source throws when it is left keeps nobody from being told, and goes to <see cref="Caller.UnhandledException"/> as an observer's; so do the other operators.
    /// Source: Rx contract, section 2.3.
    /// </para>
    /// </summary>
    /// <exception cref="ArgumentNullException">The source or the caller is null.</exception>
    public static IObservable<T> ObserveOn<T>(this IObservable<T> source, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(caller);
        return new SinkObservable<T, T>(source, observer => new ObserveOnSink<T>(caller, observer));
    }
}
