namespace CallerReactive;

/// <summary>
/// Keeps account of what is started where it is active, and nothing else: a member that fails or is cancelled just leaves. Derive from it: of each class one instance is active
/// in a context, and classes do not see each other.
/// </summary>
/// <example><code>
/// sealed class Downloads : PendingManager;
/// using (downloads.Activate()) { caller.ToThread(Download); }   // downloads.Pending holds it until it ends
/// </code></example>
public abstract class PendingManager : PendingTracker
{
    internal sealed override bool ReplacesItsClass => true;

    /// <summary>
    /// From here on, in this execution context and in what flows from it, new pendings join this manager; an active one of the same class is replaced meanwhile. Several
    /// contexts may activate the same manager, and one context several times.
    /// </summary>
    /// <returns>
    /// Disposing it restores what was active before, in the context that disposes, in whatever order activations end. What had started before keeps this manager.
    /// Disposed in a context in which this activation is not active, or once more, it does nothing. An <c>async</c> method that activates ends its activation by returning.
    /// </returns>
    public IDisposable Activate()
    {
        var activation = new Activation();
        TrackerScope.Push(activation, this);
        return activation;
    }

    /// <summary>Takes a member out before its end. It goes on, unseen by this manager.</summary>
    /// <returns>False when it is no member (any more).</returns>
    /// <exception cref="ArgumentNullException">The pending is null.</exception>
    public bool Remove(Pending pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        Membership? member;
        lock (Gate)
        {
            member = Find_NeedsLock(pending);
            if (member is null || !Remove_NeedsLock(member))
            {
                return false;
            }
        }

        pending.RemoveListener(member);
        return true;
    }

    private sealed class Activation : IDisposable
    {
        public void Dispose() => TrackerScope.Remove(this);
    }
}
