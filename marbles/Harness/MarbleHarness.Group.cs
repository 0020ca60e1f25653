using System.Globalization;

namespace CallerReactive.Marbles;

public sealed partial class MarbleHarness
{
    /// <summary>
    /// Runs a group on a caller, from the beginning of the run on (or from now, while it runs), and records it: each member as a value when it ends, however it ends, and then how
    /// the group is left. A member's label is its text, or else its name, or else its number.
    /// </summary>
    /// <param name="name">The name of the lane.</param>
    /// <param name="caller">Where the body runs, and whose clock the group goes by.</param>
    /// <param name="body">The body of the group.</param>
    /// <param name="options">Mode, time-outs, shield; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the group from outside.</param>
    public MarbleRecording Group(
        string name,
        Caller caller,
        Func<PendingGroup, Task> body,
        PendingGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(body);
        var lane = Record(name, MarbleRowKind.Group);
        BeforeRun(() => ScheduleAt(NowTicks, () => Account(caller.CallSoon(RunAsync, CancellationToken.None))));
        return lane;

        async Task RunAsync()
        {
            using var members = new GroupMembers(this, lane).Activate();
            try
            {
                await caller.RunGroupAsync(body, options, cancellationToken).ConfigureAwait(true);
            }
            catch (Exception e)
            {
                lane.Error(e);
                return;
            }
            lane.Complete();
        }
    }

    /// <summary>Hears of everything that is started in the group, because it is active where the group is.</summary>
    private sealed class GroupMembers(MarbleHarness harness, MarbleRecording lane) : PendingManager
    {
        private int _count;

        public override bool Add(Pending pending)
        {
            harness.Account(pending);
            var number = Interlocked.Increment(ref _count);
            pending.OnDone(ended => lane.Value(LabelOf(ended, number)));
            return base.Add(pending);
        }

        private static string LabelOf(Pending ended, int number) =>
            ended is Pending<string> { Status: PendingStatus.Succeeded } text
                ? text.Result
                : ended.Name ?? number.ToString(CultureInfo.InvariantCulture);
    }
}
