using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class RecordedRunTests
{
    private static readonly RecordedLane Lane = new()
    {
        Name = "gui",
        Kind = MarbleRowKind.Caller,
        Events =
        [
            new(30_000, MarbleEventKind.Value, "load", "gui", 50_000),
            new(0, MarbleEventKind.Start),
            new(30_000, MarbleEventKind.Value, "b"),
        ],
    };

    [Test]
    public void Lane_EventsInAnyOrder_SortedByTime() => Assert.That(Lane.Events.Select(e => e.Label), Is.EqualTo(["", "load", "b"]));

    [Test]
    public void Lane_Printed_IsItsRow()
    {
        var printed = Lane.Print();
        Assert.That((printed.Text, printed.Legend[0]), Is.EqualTo(("^--(ab)", KeyValuePair.Create("a", "load"))));
    }

    [Test]
    public void Event_KnowsItsEnd_AndIsAMark()
    {
        Assert.That(Lane.Events.Select(e => e.EndTicks), Is.EqualTo([0L, 80_000L, 30_000L]));
        Assert.That(Lane.Events[1].ToMarble(), Is.EqualTo(new MarbleEvent(30_000, MarbleEventKind.Value, "load")));
        Assert.That(Lane.ToMarbles(), Is.EqualTo(Lane.Events.Select(e => e.ToMarble())));
        var complete = new RecordedEvent(5, MarbleEventKind.Complete);
        Assert.That((complete.Label, complete.Caller, complete.DurationTicks), Is.EqualTo(("", default(string), 0L)));
    }

    [Test]
    public void Lane_Caller_IsTheOneOfAllItsEvents()
    {
        using var marbles = new MarbleHarness();
        var (gui, other) = (marbles.Caller("gui"), marbles.Caller("other"));
        var (one, both) = (marbles.Record("one"), marbles.Record("both"));
        marbles.At("1ms", () => gui.CallDirect(() => Write(one, both)));
        marbles.At("2ms", () => other.CallDirect(() => Write(both)));
        Assert.That(marbles.Run().Outputs.Select(lane => lane.Caller), Is.EqualTo(new[] { "gui", null }));

        static void Write(params ReadOnlySpan<MarbleRecording> lanes)
        {
            foreach (var lane in lanes)
                lane.Value("a");
        }
    }

    [Test]
    public void Run_Lanes_ThoseThatWentInFirst()
    {
        var run = new RecordedRun
        {
            Title = "t",
            Outputs = [Lane],
            Inputs = [new() { Name = "in" }],
        };
        Assert.That(run.Lanes.Select(lane => $"{lane.Name} {lane.Kind}"), Is.EqualTo(["in Observed", "gui Caller"]));
    }

    [Test]
    public void Run_WithoutTheRest_HasNothingThere()
    {
        var run = new RecordedRun { Title = "t" };
        Assert.That((run.Title, run.Prose, run.Operation, run.Frame), Is.EqualTo(("t", "", "", TimeSpan.FromMilliseconds(1))));
        Assert.That((run.Inputs.Count, run.Outputs.Count, run.StopTicks), Is.EqualTo((0, 0, 0L)));
        Assert.That((run.StartTicks, run.EndTicks), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void Run_Ends_CoverAllThatHappened()
    {
        var run = new RecordedRun
        {
            Title = "t",
            Outputs = [Lane],
            Inputs = [new() { Name = "hot", Events = [new(-20_000, MarbleEventKind.Value, "x")] }],
        };
        Assert.That((run.StartTicks, run.EndTicks), Is.EqualTo((-20_000L, 80_000L)));
        Assert.That((run with { StopTicks = 100_000 }).EndTicks, Is.EqualTo(100_000));
    }
}
