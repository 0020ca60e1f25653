using System.Diagnostics.CodeAnalysis;

namespace CallerReactive;

/// <summary>
/// A future value that is also a hot observable: one value then completion, or one error, replayed to whoever subscribes late.
/// </summary>
/// <typeparam name="T">The value; <see cref="System.Reactive.Unit"/> for work that has none.</typeparam>
/// <remarks>
/// Thread safety: every member may be used from any thread at any time. Cancelling a waiter or disposing a subscription never cancels the work
/// unless asked for.
/// </remarks>
public abstract partial class Pending<T> : Pending, IObservable<T>
{
    private T? _value;

    private protected Pending(PendingState initial, Loop? loop)
        : base(initial, loop) { }

    /// <summary>The value. Never blocks.</summary>
    /// <exception cref="PendingCancelledException">It is cancelled, or cancellation is requested.</exception>
    /// <exception cref="PendingNotDoneException">It is not done. Await it, or use <see cref="Wait"/>.</exception>
    /// <exception cref="System.Exception">It failed: the exception of its function, with its original stack trace.</exception>
    public T Result
    {
        get
        {
            ThrowIfCancelledOrNotDone();
            ThrowUnlessSucceeded();
            return _value!;
        }
    }

    private protected sealed override Type ValueType => typeof(T);

    /// <summary>A pending that has succeeded already. It joins no group or manager.</summary>
    public static Pending<T> FromResult(T value)
    {
        var pending = new SourcePending<T>(Loop.Current);
        pending.SettleValue(value);
        return pending;
    }

    /// <summary>
    /// A pending that has failed already, or is cancelled if the exception is an <see cref="OperationCanceledException"/>. It joins no group or manager.
    /// </summary>
    /// <exception cref="ArgumentNullException">The exception is null.</exception>
    public static Pending<T> FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var pending = new SourcePending<T>(Loop.Current);
        pending.SettleFault(exception);
        return pending;
    }

    /// <summary>The value, if it has succeeded. Never throws and never blocks; a failure stays unlooked at.</summary>
    public bool TryGetResult([MaybeNullWhen(false)] out T value)
    {
        var succeeded = State == PendingState.Succeeded;
        value = succeeded ? _value : default;
        return succeeded;
    }

    /// <summary>
    /// A view of this pending for others to hold: it ends as this one does and shows the same, but its <see cref="Pending.Cancel(string?)"/> is refused, whoever
    /// calls it. Giving up on a wait cannot cancel it either.
    /// </summary>
    public Pending<T> Protect() => ProtectedPending<T>.Of(this);

    internal SettleTransition SettleValue(T value)
    {
        if (!TryReserve())
        {
            return SettleAgainstCancel();
        }

        _value = value;
        Finish(PendingState.Succeeded);
        return SettleTransition.Settled;
    }

    /// <summary>As <see cref="SettleValue"/>, for the one who alone can settle it (cancelling aside): one interlocked operation less.</summary>
    private protected void SettleAlone(T value)
    {
        _value = value; // nobody reads it before the state says so
        if (TrySucceed())
        {
            Conclude();
            return;
        }

        _value = default;
        SettleAgainstCancel();
    }

    /// <summary>Ends as another one has ended.</summary>
    internal void SettleAs(Pending<T> other)
    {
        switch (other.State)
        {
            case PendingState.Faulted:
                ShareFault(other);
                break;
            case PendingState.Cancelled:
                SettleFault(other.CancellationError().SourceException);
                break;
            default:
                SettleValue(other._value!);
                break;
        }
    }

    /// <summary>After the end.</summary>
    internal T Outcome()
    {
        ThrowUnlessSucceeded();
        return _value!;
    }
}
