using System.Runtime.ExceptionServices;

namespace CallerReactive;

public abstract partial class Pending
{
    /// <summary>
    /// Completes when it has ended, however it ended: the task never fails with the outcome. The way to wait for something cancelled to be really over.
    /// </summary>
    /// <param name="cancellationToken">Only this wait gives up; the pending goes on.</param>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    public Task WhenDone(CancellationToken cancellationToken = default)
    {
        if (IsDone)
        {
            return Task.CompletedTask;
        }

        var listener = new DoneListener(this);
        if (!TryAddListener(listener))
        {
            return Task.CompletedTask;
        }

        listener.GiveUpWhen(cancellationToken);
        return listener.Task;
    }

    /// <summary>The same for a limited time, by the clock of its caller. A wait that gives up leaves nothing behind.</summary>
    /// <exception cref="TimeoutException">It has not ended; unnamed.</exception>
    private protected async Task WhenDoneWithin(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var listener = new DoneListener(this);
        if (!TryAddListener(listener))
        {
            return;
        }

        try
        {
            await listener.Task.WaitAsync(TimeoutGuard.Clamp(timeout), TimeoutGuard.ClockOf(this), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (IsDone) { } // it ended at the same moment: done is never late
        finally
        {
            RemoveListener(listener);
        }
    }

    /// <summary>Throws what reading the outcome throws when it is cancelled, requested to cancel, or not done.</summary>
    private protected void ThrowIfCancelledOrNotDone()
    {
        if (IsCancelled)
        {
            CancellationError().Throw();
        }

        if (!IsDone)
        {
            throw new PendingNotDoneException(
                $"The outcome of {DisplayName} is not known yet: it is {Status}. Await it, or ask IsDone first."
            );
        }
    }

    /// <summary>After the end: throws unless it succeeded.</summary>
    private protected void ThrowUnlessSucceeded()
    {
        switch (State)
        {
            case PendingState.Faulted:
                ObserveFault()!.Throw();
                break;
            case PendingState.Cancelled:
                CancellationError().Throw();
                break;
        }
    }

    /// <summary>The failure, marked as looked at; null when there is none.</summary>
    internal ExceptionDispatchInfo? ObserveFault() => State == PendingState.Faulted ? ((FaultRecord)Details.Error!).Observe() : null;

    /// <summary>The failure without marking it.</summary>
    internal ExceptionDispatchInfo? PeekFault() => State == PendingState.Faulted ? ((FaultRecord)Details.Error!).Error : null;

    /// <summary>After the end: the exception that it ended with, or null.</summary>
    internal ExceptionDispatchInfo? OutcomeError() =>
        State switch
        {
            PendingState.Faulted => ObserveFault(),
            PendingState.Cancelled => CancellationError(),
            _ => null,
        };

    /// <summary>One per pending once it has ended; before that its reasons may still grow, so each is made anew.</summary>
    internal virtual ExceptionDispatchInfo CancellationError()
    {
        var details = Details;
        if (Volatile.Read(ref details.Error) is ExceptionDispatchInfo known)
        {
            return known;
        }

        var message = details.JoinedReasons() ?? $"{char.ToUpperInvariant(DisplayName[0])}{DisplayName[1..]} was cancelled.";
        var error = ExceptionDispatchInfo.Capture(new PendingCancelledException(message, details.CancelCause, CancelledBy(details)));
        return State == PendingState.Cancelled
            ? (ExceptionDispatchInfo?)Interlocked.CompareExchange(ref details.Error, error, null) ?? error
            : error;
    }

    private static CancellationToken CancelledBy(PendingDetails details) =>
        details.CancelToken.CanBeCanceled ? details.CancelToken : details.CancelCause?.CancellationToken ?? default;

    private sealed class DoneListener(Pending pending) : PendingListener
    {
        private readonly TaskCompletionSource _source = new(BareCompletion.OptionsFor(pending.Loop));
        private CancellationTokenRegistration _registration;

        internal Task Task => _source.Task;

        internal void GiveUpWhen(CancellationToken token)
        {
            if (token.CanBeCanceled)
            {
                _registration = token.UnsafeRegister(static (listener, token) => ((DoneListener)listener!).GiveUp(token), this);
                if (_source.Task.IsCompleted)
                {
                    _registration.Unregister();
                }
            }
        }

        internal override void OnDone(Pending done)
        {
            using (BareCompletion.Enter(_source.Task))
            {
                if (_source.TrySetResult())
                {
                    _registration.Unregister();
                }
            }
        }

        private void GiveUp(CancellationToken token)
        {
            pending.RemoveListener(this);
            _source.TrySetCanceled(token);
        }
    }
}
