using System.Diagnostics;

namespace CallerReactive;

/*
   The states of a pending, one field (_state), moved by compare-and-swap. PendingStateTableTests walks this table row by row.

   state             | Status    | IsDone | IsCancelled | Cancel() moves to             | the end of its function moves to
   ------------------+-----------+--------+-------------+-------------------------------+---------------------------------
   Queued            | Queued    | no     | no          | Cancelled, true               | (it has not begun)
   Running           | Running   | no     | no          | Cancelling, true  (1)         | Succeeded, Faulted or Cancelled
   Cancelling        | Running   | no     | yes         | Cancelling, true  (asks again)| Cancelled, whatever it returned
   Settling          | Running   | no     | no          | Settling, false               | (its outcome is being written)
   SettlingCancelled | Running   | no     | yes         | SettlingCancelled, true       | (its reasons are being written)
   Succeeded         | Succeeded | yes    | no          | Succeeded, false              | -
   Faulted           | Faulted   | yes    | no          | Faulted, false                | -
   Cancelled         | Cancelled | yes    | yes         | Cancelled, true               | -

   (1) Of a PendingSource without a canceller: Cancelled at once, because there is nobody who could be asked.
       Of a protected pending nothing moves and the answer is IsCancelled.
*/

/// <summary>
/// A thread-safe future: what <see cref="Caller"/> hands back for work. It can be awaited, waited for, cancelled and observed, from any thread.
/// This base says everything but the value; it is not observable itself (only <see cref="Pending{T}"/> is, for the sake of Rx's type inference).
/// </summary>
/// <remarks>Thread safety: every member may be used from any thread at any time.</remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public abstract partial class Pending : WorkItem
{
    private PendingDetails? _details;

    private protected Pending(PendingState initial, Loop? loop)
    {
        _state = (int)initial;
        Loop = loop;
    }

    /// <summary>The name given by <c>CallOptions.Name</c>, or null. It appears in logs, snapshots and error messages.</summary>
    public virtual string? Name => _details?.Name;

    /// <summary>What was given by <c>CallOptions.Metadata</c>; never null. It is kept after the end.</summary>
    public virtual IReadOnlyDictionary<string, object?> Metadata => _details?.Metadata ?? PendingDetails.NoMetadata;

    /// <summary>How far it has come.</summary>
    public virtual PendingStatus Status =>
        State switch
        {
            PendingState.Queued => PendingStatus.Queued,
            PendingState.Succeeded => PendingStatus.Succeeded,
            PendingState.Faulted => PendingStatus.Faulted,
            PendingState.Cancelled => PendingStatus.Cancelled,
            _ => PendingStatus.Running,
        };

    /// <summary>
    /// True once it has ended and its outcome will not change. Its function, if it ever began, has really returned; unless its caller ended without it: after
    /// <c>CallerOptions.StopTimeout</c>, or because its host died.
    /// </summary>
    public bool IsDone => State >= PendingState.Succeeded;

    /// <summary>
    /// True from the moment cancellation is requested, which may be before <see cref="IsDone"/>. Cancelled beats any result: once this is true
    /// the outcome is <see cref="PendingStatus.Cancelled"/>, whatever the function still returns or throws.
    /// </summary>
    public virtual bool IsCancelled => State is PendingState.Cancelling or PendingState.SettlingCancelled or PendingState.Cancelled;

    /// <summary>The reasons given to <see cref="Cancel(string?)"/>, by whomever, in the order in which they came; a snapshot. Empty when it is not cancelled.</summary>
    public virtual IReadOnlyList<string> CancelReasons => IsCancelled && _details is { } details ? details.ReasonsSnapshot() : [];

    /// <summary>
    /// The exception that it failed with, or null when it succeeded. Reading it counts as looking at the failure
    /// (see <see cref="CallerExceptionOrigin.UnobservedPending"/>).
    /// </summary>
    /// <exception cref="PendingCancelledException">It is cancelled, or cancellation is requested.</exception>
    /// <exception cref="PendingNotDoneException">It is not done.</exception>
    public Exception? Exception
    {
        get
        {
            ThrowIfCancelledOrNotDone();
            return ObserveFault()?.SourceException;
        }
    }

    /// <summary>The loop that runs its function; null for a bare source and for work that still waits for a worker.</summary>
    internal Loop? Loop { get; private protected set; }

    /// <summary>True of what ends only when all calls of its loop have ended: a call that awaits it waits for itself.</summary>
    internal virtual bool IsEndOfLoop
    {
        get => false;
        set => throw new NotSupportedException();
    }

    /// <summary>The loop without which it cannot end, for whoever wants to block for it. Null when anybody may end it.</summary>
    internal virtual Loop? CompletedBy => Loop;

    /// <summary>For messages: the name in quotes, or what kind of thing it is.</summary>
    internal string DisplayName => Name is { } name ? $"the pending '{name}'" : "a pending without a name";

    /// <summary>Whose owner is told of what is nobody's outcome.</summary>
    internal Loop? ReportTo => Loop ?? _details?.ReportTo;

    internal PendingDetails Details => _details ?? Interlocked.CompareExchange(ref _details, new PendingDetails(), null) ?? _details;

    /// <summary>Says where it runs, when that was not known from the start.</summary>
    internal void BindTo(Loop loop) => Loop = loop;

    private protected PendingDetails? DetailsOrNull => _details;

    /// <summary>What was recorded of a call; null when nobody asked for it.</summary>
    internal CallTrace? Trace => _details as CallTrace;

    /// <summary>Records it from now on. Before it is handed to anybody, and before anything else makes its details.</summary>
    internal void Follow(CallTrace trace) => _details = trace;

    private string DebuggerText => ToString();

    /// <summary>Kind of value, name, status, reasons of cancellation or exception, and the caller that runs it. For people, not for parsing.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder("Pending<").Append(ValueType.Name).Append('>');
        if (Name is { } name)
        {
            text.Append(" '").Append(name).Append('\'');
        }

        text.Append(' ').Append(Status);
        if (IsCancelled)
        {
            text.Append(IsDone ? "" : ", cancel requested");
            var reasons = CancelReasons;
            text.Append(reasons.Count == 0 ? "" : $" ({string.Join("; ", reasons)})");
        }
        else if (State == PendingState.Faulted)
        {
            text.Append(" (").Append(PeekFault()?.SourceException.GetType().Name).Append(')');
        }

        return Loop is { } loop ? text.Append(" on '").Append(loop.Owner.Name).Append('\'').ToString() : text.ToString();
    }

    private protected abstract Type ValueType { get; }

    internal sealed override CallerItemKind Kind => CallerItemKind.PendingCall;
}
