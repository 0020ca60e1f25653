namespace CallerReactive;

public sealed partial class PendingGroup
{
    /// <summary>The caller that it was made with: its clock counts the time-outs, and to it goes what is nobody's outcome.</summary>
    public Caller Caller => (Caller)_loop.Owner;

    partial void OnAbandoned(int members) => Caller.LogAbandonedMembers(members);
}
