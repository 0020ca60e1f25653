namespace CallerReactive;

/// <summary>
/// A stay in a caller, made by <see cref="Caller.EnterAsync"/>: as long as there is one, the caller is protected; the last one to leave stops it.
/// </summary>
/// <remarks>Thread safety: every member may be used from any thread.</remarks>
public sealed class CallerLease : IAsyncDisposable
{
    private int _left;

    internal CallerLease(Caller caller, Pending? holder, bool isFirst) => (Caller, Holder, IsFirst) = (caller, holder, isFirst);

    /// <summary>The caller that was entered.</summary>
    public Caller Caller { get; }

    /// <summary>The caller's own call in which it was entered; null when it was entered elsewhere.</summary>
    internal Pending? Holder { get; }

    /// <summary>Whether nobody had entered the caller before: this one waits for the others.</summary>
    internal bool IsFirst { get; }

    /// <summary>
    /// Leaves. The last one to leave stops the caller, protected or not; a call of the caller that does so is not cancelled by it. The first that had entered waits for the others and for <see cref="Caller.Stopped"/>; the others return at once.
    /// <para>
    /// When the first was entered inside a call of the same caller, leaving it ends the caller: the other calls that hold a lease are cancelled, the caller is stopped
    /// by force, and this waits for those calls but not for <see cref="Caller.Stopped"/>, which waits for the call itself. That call is not cancelled.
    /// </para>
    /// </summary>
    /// <returns>The end of the wait. It never fails. Leaving again waits again, and does nothing else.</returns>
    public ValueTask DisposeAsync() => Caller.Leave(this, again: Interlocked.Exchange(ref _left, 1) != 0);
}
