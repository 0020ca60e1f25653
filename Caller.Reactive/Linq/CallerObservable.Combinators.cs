using System.Reactive.Linq;

namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// <c>AsCompleted</c> as Rx's <c>Merge</c>: each pending when it has ended, whatever its outcome; what has ended already first, in input order. Completes after the last one; of no items at once.
    /// </summary>
    /// <returns>
    /// Cold: the items are enumerated, whole, at each subscription. Elements come one at a time, on the threads that end the items. Unsubscribing leaves the items alone. A sequence that throws or has a null
    /// element is an error.
    /// </returns>
    /// <exception cref="ArgumentNullException">The sequence is null.</exception>
    public static IObservable<Pending<T>> MergeCompleted<T>(this IEnumerable<Pending<T>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Observable.Create<Pending<T>>(observer => MergeCompletedSink<T>.Subscribe(items, observer));
    }

    /// <summary>
    /// <c>Wait</c> for all as Rx's <c>Zip</c>: one list with all values, in input order, when every pending has succeeded, and completion; the error of the first that does not, cancellation included. Of no items: an empty list.
    /// </summary>
    /// <returns>Cold: the items are enumerated at each subscription. It ends on the thread that ends the last item. Unsubscribing leaves the items alone.</returns>
    /// <exception cref="ArgumentNullException">The sequence is null.</exception>
    public static IObservable<IList<T>> ZipAll<T>(this IEnumerable<Pending<T>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Observable.Create<IList<T>>(observer => ZipAllSink<T>.Subscribe(items, observer));
    }

    /// <summary>
    /// <c>Wait</c> for the first as Rx's <c>Amb</c>: the pending that ends first, whatever its outcome, and completion; the first in input order of those that have ended already. Of no items: completion only.
    /// </summary>
    /// <inheritdoc cref="ZipAll{T}"/>
    public static IObservable<Pending<T>> AmbFirst<T>(this IEnumerable<Pending<T>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.MergeCompleted().Take(1);
    }
}
