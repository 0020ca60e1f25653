using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

internal static class GroupScenarios
{
    /// <summary>
    /// A group on <c>gui</c> whose members are the input pendings. Rows: <c>cancel</c> cancels a member by its letter, <c>group</c> the group, <c>outside</c>
    /// the token given to it. Options: <c>timeout</c>, <c>shield</c>, <c>body</c> (how long the body itself takes), <c>throws</c> (when the body fails).
    /// </summary>
    public static void Group(DiagramRun run)
    {
        var gui = run.Caller("gui");
        var lane = run.Harness.Record("members", MarbleRowKind.Group);
        var outside = new CancellationTokenSource();
        PendingGroup? group = null;
        var members = new Dictionary<string, Pending<string>>();
        var names = run.Names(MarbleRowKind.Pending);
        var body = run.TimeOption("body") ?? TimeSpan.Zero;
        var fails = run.TimeOption("throws");
        var late = run.TimeOption("late");
        var mode = run.Find("mode") is { } at ? run.Number(at + 1) : 0;
        var options = new PendingGroupOptions
        {
            Mode = (PendingGroupMode)mode,
            Timeout = run.TimeOption("timeout"),
            Shield = run.Find("shielded") is not null,
        };
        gui.CallSoon(RunAsync);
        if (run.Has("cancel"))
            run.Play("cancel", letter => members[letter].Cancel("cancelled by hand"));
        if (run.Has("group"))
            run.Play("group", _ => group!.Cancel("cancelled by hand"));
        if (run.Has("outside"))
            run.Play("outside", _ => outside.Cancel());

        async Task RunAsync()
        {
            try
            {
                await gui.RunGroupAsync(BodyAsync, options, outside.Token);
            }
            catch (Exception e)
            {
                lane.Error(e);
                return;
            }
            lane.Complete();
        }

        async Task BodyAsync(PendingGroup begun)
        {
            group = begun;
            foreach (var name in names.Where(name => late is null || name != "z"))
                Join(name);
            if (late is { } wait)
            {
                await Task.Delay(wait, gui.TimeProvider, CancellationToken.None);
                Join("z");
            }
            if ((fails ?? body) is var time && time > TimeSpan.Zero)
                await Task.Delay(time, gui.TimeProvider, begun.CancellationToken);
            if (fails is not null)
                throw new InvalidOperationException("the body fails");
        }

        void Join(string name)
        {
            var member = members[name] = run.Pending(name, new CallOptions { Name = name });
            member.OnDone(_ => lane.Value(name));
            run.Harness.Observe(name, member);
        }
    }
}
