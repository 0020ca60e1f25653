namespace CallerReactive;

/// <summary>
/// A set of unfinished pendings: what joins it stays until it ends. It neither waits for, nor cancels, nor throws anything; a <see cref="PendingGroup"/> does.
/// </summary>
/// <remarks>
/// Calls, and a <see cref="PendingSource{T}"/> made with options, join by themselves what is active where they are made: every <see cref="PendingGroup"/> around them
/// and the active <see cref="PendingManager"/> of each class. Being active flows with the execution context, as an <see cref="AsyncLocal{T}"/> does: into what is called, and into what that calls
/// in its turn, on whatever thread. <see cref="CallOptions.Track"/> opts out. Never members: what <c>CallDirect</c>, <c>QueueCall</c> and <c>Schedule</c> run, bare
/// sources, and what the library itself needs. Thread safety: every member may be used from any thread.
/// </remarks>
public abstract class PendingTracker
{
    private readonly Dictionary<Pending, Membership> _members = [];
    private long _lastNumber;

    /// <summary>An empty set.</summary>
    protected PendingTracker() { }

    /// <summary>The members that have not ended, in the order in which they joined; a snapshot.</summary>
    public IReadOnlyCollection<Pending> Pending => [.. Snapshot().Select(static member => member.Pending)];

    /// <summary>
    /// Puts a pending in by hand. Also called, on the thread that makes the call, for each one that joins by itself; what an override throws then is reported
    /// to <see cref="Caller.UnhandledException"/>.
    /// </summary>
    /// <returns>False when it has ended, or is a member already.</returns>
    /// <exception cref="ArgumentNullException">The pending is null.</exception>
    public virtual bool Add(Pending pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        return Track(pending, shielded: false);
    }

    /// <summary>Guards the members and whatever derived classes decide together with them.</summary>
    private protected object Gate => _members;

    private protected int Count_NeedsLock => _members.Count;

    /// <summary>Whether, while this is active, an outer one of the same class is not.</summary>
    internal virtual bool ReplacesItsClass => false;

    /// <summary>Whether outer groups leave alone what joins under this one.</summary>
    internal virtual bool ShieldsMembers => false;

    /// <summary>A pending is made where this is active.</summary>
    internal virtual void Join(Pending pending, bool shielded) => Add(pending);

    /// <summary>On the thread that ended it; at once when it had ended before it joined.</summary>
    internal virtual void OnMemberDone(Membership member)
    {
        lock (Gate)
        {
            Remove_NeedsLock(member);
        }
    }

    private protected bool Track(Pending pending, bool shielded)
    {
        Membership? member;
        lock (Gate)
        {
            if (!Admits_NeedsLock(pending) || _members.ContainsKey(pending))
            {
                return false;
            }

            member = new Membership(this, pending, ++_lastNumber, shielded);
            _members.Add(pending, member);
        }

        var waits = pending.TryAddListener(member);
        if (!waits)
        {
            OnMemberDone(member);
        }

        OnJoined(member);
        return waits;
    }

    private protected virtual bool Admits_NeedsLock(Pending pending) => !pending.IsDone;

    /// <summary>Outside the lock; it may have ended meanwhile.</summary>
    private protected virtual void OnJoined(Membership member) { }

    private protected Membership? Find_NeedsLock(Pending pending) => _members.GetValueOrDefault(pending);

    private protected bool Remove_NeedsLock(Membership member) =>
        ReferenceEquals(Find_NeedsLock(member.Pending), member) && _members.Remove(member.Pending);

    private protected Membership[] Snapshot()
    {
        Membership[] members;
        lock (Gate)
        {
            members = [.. _members.Values];
        }

        // A dictionary reuses the places of those that have left.
        Array.Sort(members, static (one, other) => one.Number.CompareTo(other.Number));
        return members;
    }
}
