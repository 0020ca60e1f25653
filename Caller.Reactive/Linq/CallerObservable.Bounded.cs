namespace CallerReactive;

public static partial class CallerObservable
{
    /// <summary>
    /// Observes a source on a caller as <see cref="ObserveOn{T}(IObservable{T}, Caller)"/> does, but lets only so many elements wait. What finds no room is dealt with inside the source's call, as
    /// the policy says; the source is never held up. The end is never dropped, and comes after what waits.
    /// <para>
    /// An element that was not dropped keeps its place in the caller's one order; one that made an older one be dropped takes part in the places of those that wait, so it
    /// may come earlier than other work that was queued before it.
    /// </para>
    /// </summary>
    /// <param name="source">Who produces, on any threads.</param>
    /// <param name="caller">Where it is observed.</param>
    /// <param name="capacity">How many elements may wait.</param>
    /// <param name="overflow">What happens to an element that finds no room.</param>
    /// <exception cref="ArgumentNullException">The source or the caller is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is less than 1, or the policy is none.</exception>
    public static IObservable<T> ObserveOn<T>(this IObservable<T> source, Caller caller, int capacity, OverflowPolicy overflow)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Validate(overflow);
        return new SinkObservable<T, T>(source, observer => new BufferedObserveOnSink<T>(caller, observer, capacity, overflow));
    }

    /// <summary>
    /// Observes on a caller only the latest element: while one waits for its turn, each newer one takes its place. For what shows a state: it is never behind by more
    /// than the element that is being shown. The last element before the end always comes.
    /// </summary>
    /// <param name="source">Who produces, on any threads.</param>
    /// <param name="caller">Where it is observed.</param>
    /// <exception cref="ArgumentNullException">The source or the caller is null.</exception>
    public static IObservable<T> ObserveLatestOn<T>(this IObservable<T> source, Caller caller) =>
        source.ObserveOn(caller, 1, OverflowPolicy.DropOldest);

    private static void Validate(OverflowPolicy overflow)
    {
        if (!Enum.IsDefined(overflow))
        {
            throw new ArgumentOutOfRangeException(nameof(overflow), overflow, "An overflow policy is DropOldest, DropNewest or Error.");
        }
    }
}
