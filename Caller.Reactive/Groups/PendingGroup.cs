using System.Diagnostics;
using System.Reactive.Disposables;

namespace CallerReactive;

/*
   What happens to a group, and how it is left. PendingGroupMatrixTests walks this table cell by cell.

   mode                       | 0 IgnoreCancellation | 1 CancelAndThrow | 2 CancelQuietly | 3 ThrowAtEnd
   ---------------------------+----------------------+------------------+-----------------+---------------------
   a member is cancelled      | the rest goes on;    | all cancelled;   | all cancelled;  | the rest goes on;
                              | quiet                | throws P         | quiet           | throws P at the end
   the group is cancelled (1) | all cancelled; quiet | throws P         | quiet           | throws P
   the time-out passes        | all cancelled; quiet | throws P         | quiet           | throws P
   a member fails             | all cancelled; throws A, in every mode
   the body fails (2)         | all cancelled; throws what the body threw, as it is, in every mode, whatever else happened
   outside cancellation (3)   | all cancelled; throws P with the outside token, in every mode
   the same, shielded         | nothing happens

   P  PendingCancelledException with all reasons, a line each, in the order in which they came.
   A  one flat AggregateException with what the members that failed threw, each once, in the order in which they failed.
   If several rows apply, the lowest throwing one above "shielded" counts, the body's failure before all.

   (1) By Cancel(). "All cancelled" is: the group's token fires, every member is cancelled, and whatever joins from now on is cancelled at once.
   (2) An OperationCanceledException that leaves the body of a cancelled group is the cancellation arriving, not a failure.
   (3) Of the token given to the group, of the call in which it was made, or of a group around it.

   RunGroupAsync<T> that is left quietly without a value, because the body was cancelled, throws P in every mode. DisposeAsync without Complete() cancels all and
   throws nothing. In every case the group is left when the body has ended and no member is unfinished, or CancellationTimeout after both its cancellation and the end of the body.
*/

/// <summary>
/// A scope that waits for every pending started inside it, wherever and however deep, and cancels them together: what is started together ends together. It is made by
/// <see cref="Caller.RunGroupAsync(Func{PendingGroup, Task}, PendingGroupOptions?, CancellationToken)"/> (the main form) or
/// <see cref="Caller.CreatePendingGroup"/>. <see cref="PendingGroupMode"/> says what a cancelled member means.
/// </summary>
/// <remarks>
/// Every call made in the group is a member: also those that members make in their turn, on other threads, after the body has ended, and those of groups inside. A pending
/// that is put in by hand (<see cref="PendingTracker.Add"/>) counts as any other, also when it has ended already. An ended group takes no new members; calls that are still made
/// under it join the groups around it. But as long as one that was left behind (<see cref="PendingGroupOptions.CancellationTimeout"/>) has not ended, what is started under the group is
/// cancelled. Thread safety: every member may be used from any thread.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class PendingGroup : PendingTracker, IAsyncDisposable
{
    private readonly Loop _loop;
    private readonly PendingGroupOptions _options;
    private readonly bool _isRun;
    private readonly SourcePending<System.Reactive.Unit> _ended;
    private readonly CancellationTokenSource _source = new();

    // The call whose function ends only after the group, if it is known: of RunGroupAsync. A group that is left by its owner may be left elsewhere, and is asked then.
    private readonly Pending? _runner;

    // Disposing it is what cancels the group.
    private readonly CompositeDisposable _cancellation;

    // Time limits and links to what is outside, for as long as the group is open.
    private readonly CompositeDisposable _links = [];

    /// <param name="loop">Whose clock and reports it uses.</param>
    /// <param name="options">Validated.</param>
    /// <param name="isRun">Whether <see cref="RunAsync{T}"/> ends it, or its owner does.</param>
    /// <param name="token">From outside.</param>
    internal PendingGroup(Loop loop, PendingGroupOptions options, bool isRun, CancellationToken token)
    {
        (_loop, _options, _isRun) = (loop, options, isRun);
        _runner = isRun ? CallerReactive.Pending.Current : null;
        _ended = new SourcePending<System.Reactive.Unit>(loop);
        _cancellation = new CompositeDisposable(
            Disposable.Create(this, static group => group.CancelMembers()),
            Disposable.Create(this, static group => group.CancelToken())
        );
        if (options.Timeout is { } limit)
        {
            StartTimer(limit, static group => group.Cancel($"The time of the group ({group._options.Timeout}) has passed."));
        }

        if (!options.Shield)
        {
            LinkToOutside(token);
        }
    }

    /// <summary>The innermost group around the code that asks that has not ended; null when there is none.</summary>
    public static PendingGroup? Current => TrackerScope.Active.OfType<PendingGroup>().FirstOrDefault(static group => !group.IsClosed);

    /// <summary>Fires when the group is cancelled, on the thread that cancels it, after the members have been cancelled. For the awaits of the body.</summary>
    public CancellationToken CancellationToken => _source.Token;

    /// <summary>Whether it is cancelled: by whom or what ever, once and for all.</summary>
    public bool IsCancelled
    {
        get
        {
            lock (Gate)
            {
                return _cancelled;
            }
        }
    }

    internal override bool ShieldsMembers => _options.Shield;

    private bool IsClosed
    {
        get
        {
            lock (Gate)
            {
                return _closed;
            }
        }
    }

    /// <summary>
    /// Cancels all members, on this thread, then fires <see cref="CancellationToken"/>; what joins later is cancelled at once. A second call adds its reason. After the end
    /// it does nothing.
    /// </summary>
    /// <param name="reason">For people: in the message of the exception that the group is left with, and in the reasons of the members.</param>
    public void Cancel(string? reason = null)
    {
        GroupTransition transition;
        lock (Gate)
        {
            transition = TryCancel_NeedsLock(reason ?? "The group was cancelled.");
        }

        Follow(transition);
    }

    /// <summary>How many members are unfinished, whether and why it is cancelled, the mode, and the caller. For people, not for parsing.</summary>
    public override string ToString()
    {
        lock (Gate)
        {
            return $"PendingGroup {Count_NeedsLock} pending, "
                + (_cancelled ? $"cancelled ({string.Join("; ", _reasons)}), " : "")
                + (_closed ? "ended, " : "")
                + $"mode {_options.Mode} on '{_loop.Owner.Name}'";
        }
    }

    private void StartTimer(TimeSpan limit, Action<PendingGroup> passed)
    {
        var infinite = TimeoutGuard.Clamp(limit) == Timeout.InfiniteTimeSpan;
        if (!infinite)
        {
            _links.Add(_loop.Clock.Provider.CreateTimer(_ => passed(this), null, limit, Timeout.InfiniteTimeSpan));
        }
    }

    private void LinkToOutside(CancellationToken token)
    {
        Link("The cancellation token given to the group was cancelled.", token);
        if (CallerReactive.Pending.Current is { IsDone: false } call)
        {
            Link("The call in which the group runs was cancelled.", call.Details.Token);
        }

        if (Current is { } outer)
        {
            Link("The group around this one was cancelled.", outer.CancellationToken);
        }
    }

    private void Link(string reason, CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return;
        }

        var registration = token.UnsafeRegister(_ => CancelFromOutside(reason, token), null);

        // Not the registration's own Dispose: that waits for a callback that is running on another thread.
        _links.Add(Disposable.Create(registration, static registration => registration.Unregister()));
    }
}
