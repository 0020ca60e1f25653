namespace CallerReactive;

/// <summary>How a <see cref="PendingGroup"/> behaves.</summary>
public sealed record PendingGroupOptions
{
    /// <summary>What the cancellation of a member means, and how a cancelled group is left.</summary>
    public PendingGroupMode Mode { get; init; }

    /// <summary>How long the group may last, from its beginning, by the clock of its caller; then it is cancelled, members and body. Null: as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// True: the group is not told of what is cancelled around it: the token given to it, the call that it runs in, a group around it. Its members are waited for by outer groups but not
    /// cancelled by them. It can still be cancelled by itself, by its members and by its time-out.
    /// </summary>
    public bool Shield { get; init; }

    /// <summary>
    /// How long the end of a cancelled group waits for members that do not end, from when both the body has ended and the group is cancelled. Then they are left behind, with a warning in the log, and
    /// stay in <see cref="PendingTracker.Pending"/> until they do end. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: wait for ever.
    /// </summary>
    public TimeSpan CancellationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal PendingGroupOptions Validated()
    {
        if (!Enum.IsDefined(Mode))
        {
            throw new ArgumentOutOfRangeException("options", Mode, $"{nameof(Mode)} is none of the modes.");
        }

        TimeoutGuard.Validate(Timeout, $"options.{nameof(Timeout)}");
        TimeoutGuard.Validate(CancellationTimeout, $"options.{nameof(CancellationTimeout)}");
        return this;
    }
}
