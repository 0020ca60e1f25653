namespace CallerReactive;

public sealed partial class PendingGroup
{
    /// <summary>The groups that wait for a pending.</summary>
    internal static IEnumerable<PendingGroup> Of(Pending pending) =>
        pending.Listeners().OfType<Membership>().Select(static member => member.Tracker).OfType<PendingGroup>();

    internal CallerSnapshotGroup Look()
    {
        lock (Gate)
        {
            return new CallerSnapshotGroup(_options.Mode, Count_NeedsLock, _cancelled);
        }
    }
}
