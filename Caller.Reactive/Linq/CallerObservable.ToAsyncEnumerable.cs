namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// Reads a source with <c>await foreach</c>. Each enumeration subscribes when it begins, and elements wait until they are read. Each comes by way of a place in the caller's one order,
    /// so what the caller did before the element was pushed has been done when it is read. The reader resumes on its own context, wherever it awaits, and never inside a producer.
    /// <para>
    /// The end comes after all elements that wait: the source's error is thrown with its stack, once. Leaving the loop, or disposing the enumerator, leaves the source. Cancelling
    /// (<c>WithCancellation</c>) leaves the source too; the caller does it, in its order, and the reader gets an <see cref="OperationCanceledException"/> instead of what waits. When the caller
    /// stops, the source is left at once, what waits can be read, and then comes a <see cref="CallerStoppedException"/>; begun then,
    /// or later, an enumeration does not touch the source. Not for several readers at a time: each needs an enumeration of its own.
    /// </para>
    /// </summary>
    /// <param name="source">Who produces, on any threads. It is never held up.</param>
    /// <param name="caller">Through whose order elements come.</param>
    /// <param name="capacity">How many elements may wait; null for any number.</param>
    /// <param name="overflow">What happens to an element that finds no room.</param>
    /// <exception cref="ArgumentNullException">The source or the caller is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is less than 1, or the policy is none.</exception>
    public static IAsyncEnumerable<T> ToAsyncEnumerable<T>(
        this IObservable<T> source,
        Caller caller,
        int? capacity = null,
        OverflowPolicy overflow = OverflowPolicy.Error
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(caller);
        if (capacity is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(capacity));
        }

        Validate(overflow);
        return new AsyncStream<T>(source, caller, capacity ?? int.MaxValue, overflow);
    }
}
