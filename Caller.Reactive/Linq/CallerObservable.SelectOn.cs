namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// Runs an asynchronous function on a caller for each element: what <c>async</c> in <c>Subscribe</c> cannot do. One at a time by default, each awaited before the next begins, so results
    /// come in the order of the elements. With more at a time functions begin in the order of the elements, and results come in the order in which they are ready. Results, errors and the end
    /// are observed on the caller, each result in a turn of its own. An observer that throws is dealt with as by <see cref="ObserveOn{T}(IObservable{T}, Caller)"/>. Elements that wait are
    /// kept, without bound: put a bounded operator before it where that matters.
    /// <para>
    /// A function that fails ends the sequence with its error; the source is left, what waits is dropped, and the others that run are cancelled. The source's own error comes after the
    /// results of all elements before it. Disposing, and the caller's stop, drop what waits and cancel what runs; a stop waits for it, and then ends the sequence with a <see cref="CallerStoppedException"/>.
    /// </para>
    /// </summary>
    /// <param name="source">Who produces, on any threads.</param>
    /// <param name="caller">Where the function runs; its awaits come home there.</param>
    /// <param name="selector">The function. Its token fires when nobody wants the result any more.</param>
    /// <param name="maxConcurrent">How many may run at a time.</param>
    /// <exception cref="ArgumentNullException">The source, the caller or the function is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Less than one at a time.</exception>
    public static IObservable<TResult> SelectOn<T, TResult>(
        this IObservable<T> source,
        Caller caller,
        Func<T, CancellationToken, Task<TResult>> selector,
        int maxConcurrent = 1
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrent, 1);
        return new SinkObservable<T, TResult>(
            source,
            observer => new SelectOnSink<T, TResult>(caller, observer, selector, maxConcurrent, new CancellationTokenSource())
        );
    }
}
