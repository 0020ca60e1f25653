namespace CallerReactive;

/// <summary>The writing side of a <see cref="Pending{T}"/>: whoever holds it decides the outcome. Readers get <see cref="Pending"/> only.</summary>
/// <typeparam name="T">The value; <see cref="System.Reactive.Unit"/> for none.</typeparam>
/// <remarks>
/// Thread safety: every member may be used from any thread. The first outcome wins; observers and callbacks run inside the call that brings it,
/// awaiters resume on their own contexts.
/// </remarks>
public sealed partial class PendingSource<T>
{
    private readonly SourcePending<T> _pending;

    internal PendingSource(Loop? loop, bool isProtected, string? name)
    {
        _pending = new SourcePending<T>(loop, isProtected, endsOnLoop: isProtected);
        if (name is not null)
        {
            _pending.Details.Name = name;
        }
    }

    /// <summary>The reading side. Its status is <see cref="PendingStatus.Running"/> until the outcome is said.</summary>
    public Pending<T> Pending => _pending;

    /// <summary>Ends it with a value. False when it had ended; also when cancellation was requested: then it has ended now, as cancelled.</summary>
    public bool TrySetResult(T value) => _pending.SettleValue(value) == SettleTransition.Settled;

    /// <summary>
    /// Ends it with an exception; with an <see cref="OperationCanceledException"/> it ends as cancelled. False as for <see cref="TrySetResult"/>.
    /// </summary>
    /// <exception cref="ArgumentNullException">The exception is null.</exception>
    public bool TrySetException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return _pending.SettleFault(exception) == SettleTransition.Settled;
    }

    /// <summary>Ends it as cancelled at once, without asking the canceller. False when it had ended.</summary>
    public bool TrySetCancelled(string? reason = null) => _pending.ForceCancelled(reason);

    /// <summary>
    /// Says whom to ask when a reader cancels. The canceller must bring the pending to an end (by <see cref="TrySetCancelled"/>, or by any outcome,
    /// which then becomes a cancellation). It gets all reasons so far, a line each, or null; it runs on the thread that cancels, outside all locks, once
    /// for every call of <see cref="CallerReactive.Pending.Cancel(string?)"/>. Without a canceller a cancelled pending ends at once. A second call replaces the canceller;
    /// after the end it does nothing. When cancellation was requested already, only the next request reaches it.
    /// </summary>
    /// <exception cref="ArgumentNullException">The canceller is null.</exception>
    public void SetCanceller(Action<string?> canceller)
    {
        ArgumentNullException.ThrowIfNull(canceller);
        _pending.SetCanceller(canceller);
    }
}
