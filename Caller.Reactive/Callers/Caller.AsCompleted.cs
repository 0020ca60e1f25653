namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Gives pendings as they end, whatever their outcome: what has ended already first, in input order, then each when it ends. The collection is taken whole, at this call;
    /// nothing else happens before the enumeration. A pending that stands in it twice comes twice.
    /// </summary>
    /// <remarks>
    /// One consumer enumerates, on whatever thread; it resumes on its own context. When it leaves before the end (<c>break</c>, an exception, the token given to
    /// <c>WithCancellation</c>) what has not ended is cancelled, unless the options say otherwise. To mix tasks with pendings, make them pendings with
    /// <see cref="CallerObservable.ToPending{T}(Task{T}, Caller)"/>.
    /// </remarks>
    /// <param name="items">The pendings; of any callers, or none.</param>
    /// <param name="options">What to leave behind; <see cref="AsCompletedOptions.MaxConcurrent"/> means nothing here.</param>
    /// <returns>
    /// A sequence that never throws for the failure of an item. Its enumeration throws an <see cref="InvalidOperationException"/> when the pending whose function enumerates is
    /// among the items, and an <see cref="OperationCanceledException"/> when its token fires.
    /// </returns>
    /// <exception cref="ArgumentNullException">The collection is null.</exception>
    /// <exception cref="ArgumentException">An element is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit in the options is less than 1.</exception>
    public IAsyncEnumerable<Pending<T>> AsCompleted<T>(IReadOnlyCollection<Pending<T>> items, AsCompletedOptions? options = null) =>
        new CompletedSequence<T>(_loop, Items.Copy(items), null, Validated(options));

    /// <summary>
    /// The same for a sequence that makes its items while it is enumerated. This caller advances it, so its code runs on this caller, and joins the groups that are active where the result is enumerated.
    /// At most <see cref="AsCompletedOptions.MaxConcurrent"/> items (10) are taken and not yet consumed: a slow consumer slows the production down.
    /// </summary>
    /// <remarks>
    /// What the sequence throws comes after the items that it had given; when the enumeration is left before that, it is reported to <see cref="UnhandledException"/>. Leaving early
    /// disposes the sequence, on this caller. When this caller stops, the enumeration ends with a <see cref="PendingCancelledException"/> after the items that were taken.
    /// An element that is null, and the pending whose function enumerates, are errors of the sequence.
    /// </remarks>
    /// <inheritdoc cref="AsCompleted{T}(IReadOnlyCollection{Pending{T}}, AsCompletedOptions?)"/>
    /// <param name="items">The lazy sequence. It is taken as one also when it happens to be a collection.</param>
    /// <param name="options">Limit, and what to leave behind.</param>
    public IAsyncEnumerable<Pending<T>> AsCompleted<T>(IEnumerable<Pending<T>> items, AsCompletedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Lazy(_ => new SyncItems<T>(items.GetEnumerator()), options);
    }

    /// <summary>
    /// The same for an asynchronous sequence, such as an <c>async</c> iterator. It gets a token that fires when the enumeration is left early; leaving waits until it has ended.
    /// </summary>
    /// <inheritdoc cref="AsCompleted{T}(IEnumerable{Pending{T}}, AsCompletedOptions?)"/>
    /// <param name="items">The lazy sequence.</param>
    /// <param name="options">Limit, and what to leave behind.</param>
    public IAsyncEnumerable<Pending<T>> AsCompleted<T>(IAsyncEnumerable<Pending<T>> items, AsCompletedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Lazy(items.GetAsyncEnumerator, options);
    }

    /// <summary>
    /// The same for tasks: each comes as a pending that ends as its task does. Collections are taken whole, other sequences lazily. Cancelling such a pending, as leaving early does, ends the
    /// pending and leaves the task alone.
    /// </summary>
    /// <inheritdoc cref="AsCompleted{T}(IEnumerable{Pending{T}}, AsCompletedOptions?)"/>
    /// <param name="items">The tasks.</param>
    /// <param name="options">Limit, and what to leave behind.</param>
    public IAsyncEnumerable<Pending<T>> AsCompleted<T>(IEnumerable<Task<T>> items, AsCompletedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items is ICollection<Task<T>>
            ? AsCompleted(
                (IReadOnlyCollection<Pending<T>>)Array.ConvertAll(Items.Copy(items), task => TaskPending.Of(task, _loop)),
                options
            )
            : AsCompleted(items.Select(task => task is null ? null! : TaskPending.Of(task, _loop)), options);
    }

    private CompletedSequence<T> Lazy<T>(Func<CancellationToken, IAsyncEnumerator<Pending<T>>> open, AsCompletedOptions? options) =>
        new(_loop, null, open, Validated(options));

    private static AsCompletedOptions Validated(AsCompletedOptions? options) => (options ?? new AsCompletedOptions()).Validated();
}
