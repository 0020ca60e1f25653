using System.Runtime.CompilerServices;

namespace CallerReactive;

public abstract partial class Pending<T>
{
    /// <summary>For <c>await</c>; see <see cref="PendingAwaiter{T}"/> for where it resumes.</summary>
    public PendingAwaiter<T> GetAwaiter() => new(this);

    /// <summary>
    /// The same outcome as a <see cref="Task{TResult}"/>; one and the same task each time. A cancelled pending is a cancelled task whose await throws the
    /// <see cref="PendingCancelledException"/>. Its continuations never run inline on the thread that ends the pending; in virtual time those that want no context do,
    /// because elsewhere the run would be over before they began.
    /// </summary>
    public Task<T> AsTask()
    {
        var details = Details;
        if (Volatile.Read(ref details.Task) is Task<T> known)
        {
            return known;
        }

        var listener = new TaskListener(Loop);
        if (Interlocked.CompareExchange(ref details.Task, listener.Task, null) is Task<T> other)
        {
            return other;
        }

        if (!TryAddListener(listener))
        {
            listener.OnDone(this);
        }

        return listener.Task;
    }

    /// <summary>Waits for the outcome without blocking. By default only this wait gives up, and the work goes on.</summary>
    /// <param name="timeout">How long, by the clock of the pending's caller (virtual time included); <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancelOnTimeout">True: whoever gives up, by the time-out or by the token, cancels the pending for everybody.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="TimeoutException">Not done in time; the message names the pending.</exception>
    /// <exception cref="OperationCanceledException">The token fired first, or the pending ended as cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite.</exception>
    public Task<T> WaitAsync(TimeSpan timeout, bool cancelOnTimeout = false, CancellationToken cancellationToken = default)
    {
        TimeoutGuard.Validate(timeout, nameof(timeout));
        return IsDone ? AsTask() : WaitAsyncCore(timeout, cancelOnTimeout, cancellationToken);
    }

    /// <summary>Blocks this thread until the outcome is known. Prefer <c>await</c>.</summary>
    /// <param name="timeout">How long; null for ever.</param>
    /// <param name="cancelOnTimeout">True: giving up cancels the pending for everybody.</param>
    /// <returns>The value.</returns>
    /// <exception cref="TimeoutException">Not done in time; the message names the pending.</exception>
    /// <exception cref="InvalidOperationException">
    /// It would never end: this thread is the one that must complete it, or is waited for by the one that must; the message names the cycle.
    /// </exception>
    /// <exception cref="PendingCancelledException">It ended as cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite.</exception>
    public T Wait(TimeSpan? timeout = null, bool cancelOnTimeout = false)
    {
        TimeoutGuard.Validate(timeout, nameof(timeout));
        if (!IsDone)
        {
            using (WaitGraph.Enter(CompletedBy, DisplayName, IsEndOfLoop))
            {
                if (!BlockingListener.Wait(this, timeout ?? Timeout.InfiniteTimeSpan))
                {
                    GiveUp(cancelOnTimeout);
                    throw TimeoutGuard.Error(this, timeout!.Value, "end");
                }
            }
        }

        return Outcome();
    }

    /// <summary>Not by way of <see cref="AsTask"/>: its task takes the failure, and after a wait that gave up nobody would have looked at it.</summary>
    private async Task<T> WaitAsyncCore(TimeSpan timeout, bool cancelOnTimeout, CancellationToken cancellationToken)
    {
        try
        {
            await WhenDoneWithin(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            GiveUp(cancelOnTimeout);
            throw TimeoutGuard.Error(this, timeout, "end");
        }
        catch (OperationCanceledException)
        {
            GiveUp(cancelOnTimeout);
            throw;
        }

        return Outcome();
    }

    private void GiveUp(bool cancel)
    {
        if (cancel)
        {
            Cancel("Its waiter gave up.");
        }
    }

    private sealed class TaskListener(Loop? loop) : PendingListener
    {
        private readonly TaskCompletionSource<T> _source = new(BareCompletion.OptionsFor(loop));

        internal Task<T> Task => _source.Task;

        internal override void OnDone(Pending pending)
        {
            using var bare = BareCompletion.Enter(Task);
            switch (pending.OutcomeError()?.SourceException)
            {
                case null:
                    _source.SetResult(((Pending<T>)pending)._value!);
                    break;
                case OperationCanceledException cancelled:
                    // SetCanceled would lose the exception, and with it the reasons.
                    var builder = AsyncTaskMethodBuilder<T>.Create();
                    var task = builder.Task;
                    builder.SetException(cancelled);
                    _source.SetFromTask(task);
                    break;
                case { } error:
                    _source.SetException(error);
                    break;
            }
        }
    }
}
