namespace CallerReactive;

/// <summary>One pending in one tracker.</summary>
/// <param name="tracker">What it joined.</param>
/// <param name="pending">The member.</param>
/// <param name="number">Its place in the order of joining.</param>
/// <param name="isShielded">Whether a shielded group stands between the two: the tracker waits for it and does not cancel it.</param>
internal sealed class Membership(PendingTracker tracker, Pending pending, long number, bool isShielded) : PendingListener
{
    internal PendingTracker Tracker => tracker;

    internal Pending Pending => pending;

    internal long Number => number;

    internal bool IsShielded => isShielded;

    internal override void OnDone(Pending done) => tracker.OnMemberDone(this);
}
