using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace CallerReactive;

public abstract partial class Pending
{
    private int _state;

    internal PendingState State => (PendingState)Volatile.Read(ref _state);

    /// <summary>The function is about to run.</summary>
    internal StartTransition TryStart() =>
        TryMove(PendingState.Queued, PendingState.Running) ? StartTransition.Started : StartTransition.AlreadyEnded;

    internal SettleTransition SettleFault(Exception exception)
    {
        if (exception is OperationCanceledException cancelled)
        {
            return SettleCancelled(cancelled);
        }

        if (!TryMove(PendingState.Running, PendingState.Settling))
        {
            return SettleAgainstCancel();
        }

        Details.Error = new FaultRecord(ExceptionDispatchInfo.Capture(exception), ReportTo);
        Finish(PendingState.Faulted);
        return SettleTransition.Settled;
    }

    /// <summary>Fails as another pending has failed, and shares its record: who looks at one of the two has looked at both.</summary>
    private protected void ShareFault(Pending other)
    {
        Debug.Assert(other.State == PendingState.Faulted, "Only a failure can be shared.");
        if (TryMove(PendingState.Running, PendingState.Settling))
        {
            Details.Error = other.Details.Error;
            Finish(PendingState.Faulted);
        }
    }

    /// <summary>The function ended as cancelled by itself: a token of its own, or a cancelled pending that it awaited.</summary>
    internal SettleTransition SettleCancelled(OperationCanceledException cause)
    {
        var details = Details;
        var reason = ExceptionText.MessageOf(cause);
        lock (details)
        {
            if (TryMove(PendingState.Running, PendingState.SettlingCancelled))
            {
                details.AddReason_NeedsLock(reason);
                details.CancelCause ??= cause;
            }
            else if (!TryMove(PendingState.Cancelling, PendingState.SettlingCancelled))
            {
                return SettleTransition.AlreadyEnded;
            }
        }

        Finish(PendingState.Cancelled);
        return SettleTransition.Settled;
    }

    /// <summary>Ends it as cancelled whatever state it is in, without asking its function. For writers and for the end of a loop.</summary>
    internal bool ForceCancelled(string? reason)
    {
        var details = Details;
        lock (details)
        {
            if (
                !TryMove(PendingState.Queued, PendingState.SettlingCancelled)
                && !TryMove(PendingState.Running, PendingState.SettlingCancelled)
                && !TryMove(PendingState.Cancelling, PendingState.SettlingCancelled)
            )
            {
                return false;
            }

            details.AddReason_NeedsLock(reason);
        }

        Finish(PendingState.Cancelled);
        return true;
    }

    /// <summary>Reserves the right to write a value; the caller writes it and calls <see cref="Finish"/>.</summary>
    private protected bool TryReserve() => TryMove(PendingState.Running, PendingState.Settling);

    /// <summary>A cancel request came before the outcome did, or everything was over already.</summary>
    private protected SettleTransition SettleAgainstCancel()
    {
        // The lock waits for a canceller that has moved the state and is still writing its reason.
        lock (Details)
        {
            if (!TryMove(PendingState.Cancelling, PendingState.SettlingCancelled))
            {
                return SettleTransition.AlreadyEnded;
            }
        }

        Finish(PendingState.Cancelled);
        return SettleTransition.CancelWon;
    }

    /// <summary>Publishes the outcome. Exactly one thread gets here, the one that moved the state to a settling one.</summary>
    private protected void Finish(PendingState final)
    {
        Debug.Assert(State is PendingState.Settling or PendingState.SettlingCancelled, "Only a reserved pending is finished.");
        Interlocked.Exchange(ref _state, (int)final); // a fence as well: see NotifyListeners
        Conclude();
    }

    /// <summary>The outcome of a call: its function has one end, so nobody else writes the value and there is nothing to reserve.</summary>
    private protected bool TrySucceed() => TryMove(PendingState.Running, PendingState.Succeeded);

    /// <summary>Once, after the move to the final state: drops what is not needed any more, and tells everybody.</summary>
    private protected void Conclude()
    {
        if (_details is { } details)
        {
            details.Registration.Unregister();
            details.OnEnded(this);
        }

        OnFinished();
        NotifyListeners();
    }

    /// <summary>The outcome stands; drop what is not needed any more. Runs before anybody is told.</summary>
    private protected virtual void OnFinished() { }

    /// <summary>Moves to Cancelling or to SettlingCancelled and records the reason.</summary>
    private CancelTransition TryCancel_NeedsLock(PendingDetails details, string? reason, CancellationToken token)
    {
        while (true)
        {
            var state = State;
            switch (state)
            {
                case PendingState.Queued:
                case PendingState.Running:
                    var atOnce = state == PendingState.Queued || !CanBeAsked_NeedsLock();
                    if (!TryMove(state, atOnce ? PendingState.SettlingCancelled : PendingState.Cancelling))
                    {
                        continue;
                    }

                    details.AddReason_NeedsLock(reason);
                    details.CancelToken = token;
                    return atOnce ? CancelTransition.EndNow : CancelTransition.Requested;

                case PendingState.Cancelling:
                    details.AddReason_NeedsLock(reason);
                    return CancelTransition.Requested;

                case PendingState.SettlingCancelled:
                    details.AddReason_NeedsLock(reason);
                    return CancelTransition.AlreadyCancelled;

                case PendingState.Cancelled:
                    return CancelTransition.AlreadyCancelled;

                default:
                    return CancelTransition.TooLate;
            }
        }
    }

    private bool TryMove(PendingState from, PendingState to) => Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;
}
