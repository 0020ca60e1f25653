using System.Diagnostics;
using System.Reactive;
using System.Runtime.ExceptionServices;

namespace CallerReactive;

public sealed partial class PendingGroup
{
    private bool _bodyEnded;
    private bool _closed;
    private bool _limited;
    private bool _completed;
    private bool _left;

    /// <summary>
    /// Says that the body has ended well; the last statement of the block. Without it <see cref="DisposeAsync"/> cancels the members, as a <c>TransactionScope</c> does: it cannot
    /// see whether an exception is on its way. In <c>RunGroupAsync</c> it means nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The group has been left.</exception>
    public void Complete()
    {
        lock (Gate)
        {
            if (_left)
            {
                throw new InvalidOperationException("The group has been left already: Complete() is the last statement inside it.");
            }

            _completed = true;
        }
    }

    /// <summary>
    /// Leaves a group made by <see cref="Caller.CreatePendingGroup"/>: from here on calls do not join it, and all members are waited for. After <see cref="Complete"/> it throws what the mode says;
    /// without it the members are cancelled, and nothing is thrown. Called again it waits for the same end and throws nothing.
    /// </summary>
    /// <exception cref="AggregateException">Members failed.</exception>
    /// <exception cref="PendingCancelledException">The group is cancelled, and its mode does not leave it quietly.</exception>
    /// <exception cref="InvalidOperationException">
    /// Thrown at once, and the group is not left: the group belongs to <c>RunGroupAsync</c>; or the code that leaves is a member, which would wait for itself.
    /// </exception>
    public ValueTask DisposeAsync()
    {
        if (_isRun)
        {
            throw new InvalidOperationException(
                "RunGroupAsync leaves this group when its body ends: it is not to be disposed by anybody else."
            );
        }

        bool again;
        lock (Gate)
        {
            if (CallerReactive.Pending.Current is { } call && Find_NeedsLock(call) is not null)
            {
                throw new InvalidOperationException("A member of the group would wait for itself: the group is left by whoever made it.");
            }

            again = _left;
            _left = true;
        }

        // Here and not in an async method: what that does to an AsyncLocal ends with it.
        TrackerScope.Remove(this);
        return new ValueTask(again ? _ended.WhenDone() : BareCompletion.Of(LeaveAsync(), _loop));
    }

    /// <summary>The body inside the group, on the context of whoever runs it, and then the end of the group.</summary>
    /// <param name="body">What to run.</param>
    /// <param name="needsValue">Whether a quiet end without a value is none.</param>
    internal Task<T> RunAsync<T>(Func<PendingGroup, Task<T>> body, bool needsValue) =>
        BareCompletion.Of(RunInsideAsync(body, needsValue), _loop);

    private async Task<T> RunInsideAsync<T>(Func<PendingGroup, Task<T>> body, bool needsValue)
    {
        var value = default(T);
        var hasValue = false;
        ExceptionDispatchInfo? failure = null;
        if (!IsCancelled)
        {
            TrackerScope.Push(this, this);
            try
            {
                var task = body(this) ?? throw new InvalidOperationException("The body of the group returned a null task.");
                value = await task.ConfigureAwait(true);
                hasValue = true;
            }
            catch (OperationCanceledException) when (IsCancelled)
            {
                // The cancellation of the group has arrived in the body.
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
                Cancel($"The body of the group failed: {ExceptionText.MessageOf(e)}");
            }

            TrackerScope.Remove(this);
        }

        EndBody();
        await _ended;
        failure?.Throw();
        ThrowOutcome();
        return hasValue || !needsValue ? value! : throw CancelledError();
    }

    private async Task<Unit> LeaveAsync()
    {
        if (!_completed)
        {
            Cancel("The group was left without Complete().");
        }

        EndBody();
        await _ended;
        if (_completed)
        {
            ThrowOutcome();
        }

        return Unit.Default;
    }

    private void EndBody()
    {
        lock (Gate)
        {
            _bodyEnded = true;
        }

        LimitTheEnd();
        CloseIfOver();
    }

    private void CloseIfOver()
    {
        lock (Gate)
        {
            if (_closed || !_bodyEnded || Count_NeedsLock > 0)
            {
                return;
            }

            _closed = true;
        }

        OnClosed();
    }

    /// <summary>Once both the body has ended and the group is cancelled: whoever does the second of the two, or both do when they meet, and one of them starts the timer.</summary>
    private void LimitTheEnd()
    {
        lock (Gate)
        {
            if (_limited || !_bodyEnded || !_cancelled || Count_NeedsLock == 0)
            {
                return;
            }

            _limited = true;
        }

        StartTimer(_options.CancellationTimeout, static group => group.Abandon());
    }

    private void Abandon()
    {
        int left;
        lock (Gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            left = Count_NeedsLock;
        }

        OnAbandoned(left);
        OnClosed();
    }

    private void OnClosed()
    {
        _links.Dispose();
        var transition = _ended.SettleValue(Unit.Default);
        Debug.Assert(transition == SettleTransition.Settled, "A group ends once: whoever moved it to closed ends it.");
    }

    partial void OnAbandoned(int members);

    /// <summary>After the end, when the body did not fail.</summary>
    private void ThrowOutcome()
    {
        if (_failed.Count > 0)
        {
            throw new AggregateException("One or more members of the group failed.", Failures());
        }

        var throws = _options.Mode is PendingGroupMode.CancelAndThrow or PendingGroupMode.ThrowAtEnd;
        if (_outside is not null || _memberWasCancelled || (_cancelled && throws))
        {
            throw CancelledError();
        }
    }

    private PendingCancelledException CancelledError() => new(string.Join('\n', _reasons), null, _outside ?? default);

    /// <summary>Flat, and each once: a member that ran a group of its own failed with what its members, which are members here too, failed with.</summary>
    private IEnumerable<Exception> Failures() =>
        _failed
            .Select(static member => member.ObserveFault()!.SourceException)
            .SelectMany(static error => error is AggregateException several ? several.Flatten().InnerExceptions : [error])
            .Distinct();
}
