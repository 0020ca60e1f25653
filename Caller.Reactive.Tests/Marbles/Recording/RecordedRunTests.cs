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
