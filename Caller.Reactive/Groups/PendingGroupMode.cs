namespace CallerReactive;

/// <summary>
/// What the cancellation of a member means to its <see cref="PendingGroup"/>, and how a cancelled group is left. Failures are the same in every mode: a member that
/// fails cancels all and surfaces in an <see cref="AggregateException"/>; what the body throws comes out as it is.
/// </summary>
public enum PendingGroupMode
{
    /// <summary>A cancelled member is ignored and the rest goes on. A cancelled group is left quietly.</summary>
    IgnoreCancellation = 0,

    /// <summary>A cancelled member cancels all. A cancelled group is left with a <see cref="PendingCancelledException"/>.</summary>
    CancelAndThrow = 1,

    /// <summary>A cancelled member cancels all. A cancelled group is left quietly.</summary>
    CancelQuietly = 2,

    /// <summary>
    /// When a member is cancelled the rest goes on, and at the end comes a <see cref="PendingCancelledException"/>. So it does when the group is cancelled.
    /// </summary>
    ThrowAtEnd = 3,
}
