using System.Diagnostics;

namespace CallerReactive;

public sealed partial class PendingGroup
{
    private readonly List<string> _reasons = [];
    private readonly List<Pending> _failed = [];
    private bool _cancelled;
    private bool _memberWasCancelled;
    private CancellationToken? _outside;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">
    /// It is the call, or the queue, in whose function <c>RunGroupAsync</c> runs this group: it ends only after the group and would wait for itself.
    /// </exception>
    public override bool Add(Pending pending)
    {
        if (pending is { IsDone: false } && ReferenceEquals(pending, _runner))
        {
            throw new InvalidOperationException("The call that runs the group would wait for itself: it is no member of it.");
        }

        return base.Add(pending);
    }

    internal override void Join(Pending pending, bool shielded) => Track(pending, shielded);

    internal override void OnMemberDone(Membership member)
    {
        GroupTransition transition;
        var failure = member.Pending.PeekFault() is { } fault ? ExceptionText.MessageOf(fault.SourceException) : null; // user code
        lock (Gate)
        {
            // Judged before it leaves, in one step: the group must not be seen without members and without its failure.
            transition = Judge_NeedsLock(member.Pending, failure);
            Remove_NeedsLock(member);
        }

        Follow(transition);
        CloseIfOver();
    }

    /// <summary>What was left behind at the end may not start anything more behind anybody's back; so it is still taken in, and cancelled.</summary>
    private protected override bool Admits_NeedsLock(Pending pending) => !_closed || Count_NeedsLock > 0;

    private protected override void OnJoined(Membership member)
    {
        if (!member.IsShielded && IsCancelled && !member.Pending.IsCancelled)
        {
            member.Pending.Cancel("It was started in a group that is cancelled.");
        }
    }

    private GroupTransition Judge_NeedsLock(Pending member, string? failure)
    {
        if (_closed)
        {
            return GroupTransition.TooLate;
        }

        switch (member.Status)
        {
            case PendingStatus.Faulted:
                _failed.Add(member);
                return TryCancel_NeedsLock($"A member failed: {Describe(member, failure)}");

            case PendingStatus.Cancelled when !_cancelled:
                var reason = $"A member was cancelled: {Describe(member, string.Join("; ", member.CancelReasons))}";
                switch (_options.Mode)
                {
                    case PendingGroupMode.CancelAndThrow:
                    case PendingGroupMode.CancelQuietly:
                        return TryCancel_NeedsLock(reason);
                    case PendingGroupMode.ThrowAtEnd:
                        _memberWasCancelled = true;
                        _reasons.Add(reason);
                        break;
                }

                break;
        }

        return GroupTransition.None;
    }

    private GroupTransition TryCancel_NeedsLock(string reason)
    {
        if (_closed)
        {
            return GroupTransition.TooLate;
        }

        _reasons.Add(reason);
        if (_cancelled)
        {
            return GroupTransition.AlreadyCancelled;
        }

        _cancelled = true;
        return GroupTransition.Cancelled;
    }

    private void CancelFromOutside(string reason, CancellationToken token)
    {
        GroupTransition transition;
        lock (Gate)
        {
            transition = TryCancel_NeedsLock(reason);
            if (transition != GroupTransition.TooLate)
            {
                _outside ??= token;
            }
        }

        Follow(transition);
    }

    private void Follow(GroupTransition transition)
    {
        if (transition == GroupTransition.Cancelled)
        {
            _cancellation.Dispose();
            LimitTheEnd();
        }
    }

    /// <summary>User code runs in here (tokens, observers): never under the lock.</summary>
    private void CancelMembers()
    {
        Debug.Assert(!Monitor.IsEntered(Gate), "Members are cancelled outside the lock.");
        string reason;
        lock (Gate)
        {
            reason = _reasons[^1];
        }

        foreach (var member in Snapshot())
        {
            if (!member.IsShielded)
            {
                member.Pending.Cancel(reason);
            }
        }
    }

    private void CancelToken()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException e)
        {
            ObserverErrors.Report(_loop, e, CallerExceptionOrigin.Observer);
        }
    }

    private static string Describe(Pending member, string? what) =>
        $"{member.DisplayName}{(string.IsNullOrEmpty(what) ? "" : $" ({what})")}";
}
