using System.Reactive;

namespace CallerReactive;

public sealed partial class Caller
{
    /// <summary>
    /// Runs a body inside a new group, and completes when the body and every pending started in it have ended: also those that members start, on whatever thread, and after the body has
    /// ended. The body runs here and now, on the context of the code that calls this, not on this caller; the group counts its time-outs by this caller's clock.
    /// </summary>
    /// <param name="body">Gets the group; gives <see cref="PendingGroup.CancellationToken"/> to what it awaits. It does not run when the group is cancelled from the start.</param>
    /// <param name="options">Mode, time-outs, shield; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the group from outside, unless it is shielded. So do the cancellation of the call in which this is called, and that of a group around it.</param>
    /// <exception cref="AggregateException">Members failed. It is flat.</exception>
    /// <exception cref="PendingCancelledException">The group was cancelled from outside; or it was cancelled, or a member was, and the mode does not leave it quietly.</exception>
    /// <exception cref="Exception">What the body threw, as it is, before all others.</exception>
    /// <exception cref="ArgumentNullException">The body is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The mode is none, or a time-out is negative and not infinite.</exception>
    public Task RunGroupAsync(
        Func<PendingGroup, Task> body,
        PendingGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        return NewGroup(options, isRun: true, cancellationToken).RunAsync(Run, needsValue: false);

        async Task<Unit> Run(PendingGroup group)
        {
            await (body(group) ?? throw new InvalidOperationException("The body of the group returned a null task.")).ConfigureAwait(true);
            return Unit.Default;
        }
    }

    /// <summary>
    /// The same with a value. A group that its mode would leave quietly, although the cancelled body had no value, throws a <see cref="PendingCancelledException"/> in every mode.
    /// </summary>
    /// <inheritdoc cref="RunGroupAsync(Func{PendingGroup, Task}, PendingGroupOptions?, CancellationToken)"/>
    public Task<T> RunGroupAsync<T>(
        Func<PendingGroup, Task<T>> body,
        PendingGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        return NewGroup(options, isRun: true, cancellationToken).RunAsync(body, needsValue: true);
    }

    /// <summary>
    /// Begins a group here: until it is disposed, every call made in this method, and in what it calls, is a member. For <c>await using</c>, with
    /// <see cref="PendingGroup.Complete"/> as the last statement. Prefer <c>RunGroupAsync</c>, which sees how the body ends.
    /// </summary>
    /// <param name="options">Mode, time-outs, shield; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode is none, or a time-out is negative and not infinite.</exception>
    public PendingGroup CreatePendingGroup(PendingGroupOptions? options = null)
    {
        var group = NewGroup(options, isRun: false, CancellationToken.None);
        TrackerScope.Push(group, group);
        return group;
    }

    internal void LogAbandonedMembers(int members) => Log.GroupMembersAbandoned(_log, Name, members);

    private PendingGroup NewGroup(PendingGroupOptions? options, bool isRun, CancellationToken token) =>
        new(_loop, (options ?? new PendingGroupOptions()).Validated(), isRun, token);
}
