namespace CallerReactive;

public abstract partial class Pending
{
    /// <summary>
    /// Asks it to end as cancelled. What still waits ends at once, on this thread, and its function never runs. What runs is only asked: its
    /// <see cref="CancellationToken"/> fires (on this thread), <see cref="IsCancelled"/> is true from now on, and <see cref="IsDone"/> follows when the
    /// function has really ended (or its caller has, without it); a function that takes no token is not interrupted, and its outcome is discarded. Calling it again adds another
    /// reason and asks again. To wait for the end use <see cref="CancelAsync"/>.
    /// </summary>
    /// <param name="reason">For people: it stands in <see cref="CancelReasons"/> and in the message of the <see cref="PendingCancelledException"/>.</param>
    /// <returns>Whether it is cancelled (or going to be). False when it has ended with a value or an exception, and for a protected pending that is not.</returns>
    public bool Cancel(string? reason = null) => Cancel(reason, default);

    /// <summary>
    /// Cancels, then completes when it has really ended. The outcome is not thrown: not the cancellation, and not a failure that came first.
    /// </summary>
    /// <param name="reason">As for <see cref="Cancel(string?)"/>.</param>
    /// <param name="timeout">How long to wait for its end, by the clock of its caller; null: for ever.</param>
    /// <exception cref="TimeoutException">It did not end in time. It stays cancelled and goes on ending.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite.</exception>
    public Task CancelAsync(string? reason = null, TimeSpan? timeout = null)
    {
        TimeoutGuard.Validate(timeout, nameof(timeout));
        Cancel(reason);
        return timeout is { } limit && !IsDone ? EndWithin(limit) : WhenDone();
    }

    /// <summary>A handle whose <c>Dispose</c> cancels this pending: for Rx's composite disposables. Disposing it after the end does nothing.</summary>
    public IDisposable AsDisposable() => new Canceller(this);

    internal virtual bool Cancel(string? reason, CancellationToken token)
    {
        if (IsDone)
        {
            return State == PendingState.Cancelled;
        }

        var details = Details;
        CancelTransition transition;
        lock (details)
        {
            transition = TryCancel_NeedsLock(details, reason, token);
        }

        switch (transition)
        {
            case CancelTransition.EndNow:
                Finish(PendingState.Cancelled);
                break;
            case CancelTransition.Requested:
                Ask(details);
                break;
        }

        return transition != CancelTransition.TooLate;
    }

    /// <summary>Its loop is stopping while its function runs. What has a way of its own to end well takes it; the others are cancelled.</summary>
    internal virtual void AskToStop(string reason) => Cancel(reason);

    /// <summary>Fires when it is asked to end, by cancelling it or in a way of its own. For what runs in it and would else wait for itself.</summary>
    internal virtual CancellationToken AskedToEnd => Details.Token;

    /// <summary>Cancels it when a token fires. Before it is handed to anybody.</summary>
    internal void CancelWhen(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            // If it fires before the assignment there is nothing to unregister; and the end cannot come before it, except by this very token.
            Details.Registration = token.UnsafeRegister(
                static (pending, token) => ((Pending)pending!).Cancel("The cancellation token given to the call was cancelled.", token),
                this
            );
        }
    }

    /// <summary>Whether there is somebody who can be asked to end it. If not, cancelling ends it at once.</summary>
    private protected virtual bool CanBeAsked_NeedsLock() => true;

    /// <summary>Tells the function. User code: never under a lock.</summary>
    private protected virtual void AskToEnd(PendingDetails details) => details.CancelSource();

    private void Ask(PendingDetails details)
    {
        try
        {
            AskToEnd(details);
        }
        catch (Exception e)
        {
            ReportObserver(e);
        }
    }

    private async Task EndWithin(TimeSpan timeout)
    {
        try
        {
            await WhenDoneWithin(timeout, default).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw TimeoutGuard.Error(this, timeout, "end after it was cancelled");
        }
    }

    private sealed class Canceller(Pending pending) : IDisposable
    {
        public void Dispose() => pending.Cancel("Disposed.", default);
    }
}
