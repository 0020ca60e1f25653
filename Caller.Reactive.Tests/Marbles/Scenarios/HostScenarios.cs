using System.Globalization;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

internal static class HostScenarios
{
    /// <summary>
    /// A caller that is a guest; <c>Guest of scheduler</c> when all that the host has is an <c>IScheduler</c>. Rows: <c>calls</c> submits the call of each letter,
    /// <c>own</c> gives the host an item of its own. Options: <c>takes</c> and <c>own-takes</c> say how long one holds the thread, <c>each</c> how many
    /// calls a letter stands for, of which the last one shows.
    /// </summary>
    public static void Guest(DiagramRun run)
    {
        var harness = run.Harness;
        var takes = run.TimeOption("takes") ?? TimeSpan.Zero;
        var ownTakes = run.TimeOption("own-takes") ?? TimeSpan.Zero;
        var each = int.Parse(run.Option("each") ?? "1", CultureInfo.InvariantCulture);
        var isScheduler = run.Find("of") is { } of && run.Word(of + 1) == "scheduler";
        CallerHost host = isScheduler ? CallerHost.From(new VirtualPump.Scheduler(harness)) : new VirtualPump(harness);
        var gui = run.Use(Caller.Attach(host, new CallerOptions { Name = "gui" }));
        harness.Watch(gui);

        run.Play(
            "calls",
            letter =>
            {
                for (var i = 1; i < each; i++)
                    gui.CallSoon(static () => { });
                gui.CallSoon(() => Hold(harness.Lane("gui"), letter, takes));
            }
        );

        var shown = harness.Record("own", MarbleRowKind.Hot, isInput: true);
        var hosts = harness.Record("host");
        foreach (var mark in run.Marks("own"))
        {
            harness.At(
                TimeSpan.FromTicks(mark.Ticks),
                () =>
                {
                    shown.Add(mark.Kind, mark.Label, mark.Ticks);
                    Action item = () => Hold(hosts, mark.Label, ownTakes);

                    // One that came while the thread was held has had its place in the queue since then.
                    if (harness.NowTicks > mark.Ticks)
                        item();
                    else
                        harness.At(harness.Now, item);
                }
            );
        }

        void Hold(MarbleRecording lane, string label, TimeSpan time)
        {
            var index = lane.Add(MarbleEventKind.Value, label);
            harness.Scheduler.Sleep(time.Ticks);
            lane.EndAt(index);
        }
    }
}
