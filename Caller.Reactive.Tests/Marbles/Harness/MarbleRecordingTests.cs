using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleRecordingTests
{
    private readonly MarbleHarness _marbles = new();

    [TearDown]
    public void End() => _marbles.Dispose();

    [Test, SetCulture("de-DE")]
    public void Value_ItsTextInTheInvariantCulture_IsTheLabel()
    {
        var lane = _marbles.Record("out");
        lane.Value(1.5);
        lane.Value("text");
        lane.Value(null);
        Assert.That(lane.Events.Select(e => e.Label), Is.EqualTo(["1.5", "text", "null"]));
    }

    [TestCase(MarbleRowKind.Observed, MarbleEventKind.Error, nameof(OperationCanceledException))]
    [TestCase(MarbleRowKind.Pending, MarbleEventKind.Cancelled, "")]
    [TestCase(MarbleRowKind.Async, MarbleEventKind.Cancelled, "")]
    [TestCase(MarbleRowKind.Group, MarbleEventKind.Cancelled, "")]
    public void Error_ACancellation_HasItsMarkWhereThereIsOne(MarbleRowKind kind, MarbleEventKind expected, string label)
    {
        var lane = _marbles.Record("out", kind);
        lane.Error(new OperationCanceledException());
        lane.Error(new TimeoutException());
        Assert.That(
            lane.Events.Select(e => (e.Kind, e.Label)),
            Is.EqualTo([(expected, label), (MarbleEventKind.Error, "TimeoutException")])
        );
    }

    [Test]
    public void Error_OfTheKit_HasItsMessageForALabel()
    {
        var lane = _marbles.Record("out");
        lane.Error(new MarbleErrorException());
        lane.Error(new MarbleErrorException("mine"));
        Assert.That(lane.Events.Select(e => e.Label), Is.EqualTo(["", "mine"]));
    }

    [Test]
    public void ALane_IsWhatItWasMadeAs_AndShowsASnapshot()
    {
        var lane = _marbles.Record("out", MarbleRowKind.Group);
        var before = lane.Events;
        lane.Complete();
        Assert.That((lane.Name, lane.Kind), Is.EqualTo(("out", MarbleRowKind.Group)));
        Assert.That((before.Count, lane.Events.Single().Kind), Is.EqualTo((0, MarbleEventKind.Complete)));
        Assert.That(_marbles.Record("other").Kind, Is.EqualTo(MarbleRowKind.Observed));
    }

    [Test]
    public void Expect_GivesTheLaneBack_OrRefusesTheRow()
    {
        var lane = _marbles.Record("out");
        Assert.That((lane.Expect("---"), lane.ExpectOn("gui")), Is.EqualTo((lane, lane)));
        Assert.That(() => lane.Expect("-a!"), Throws.TypeOf<MarbleFormatException>());
    }

    [Test]
    public void Expect_WithTexts_ComparesWhatTheLettersStandFor()
    {
        var texts = new Dictionary<string, string> { ["a"] = "ten", ["#"] = "TimeoutException" };
        var lane = _marbles.Record("out").Expect("-(a#)", texts);
        _marbles.At(
            "1ms",
            () =>
            {
                lane.Value("ten");
                lane.Error(new TimeoutException());
            }
        );
        Assert.That(() => _marbles.Run(), Throws.Nothing);
    }

    [Test]
    public void ExpectOn_TheRightCaller_Passes()
    {
        var worker = _marbles.Caller("gui worker");
        var lane = _marbles.Record("out").Expect("-a").ExpectOn("gui worker");
        _marbles.At("1ms", () => worker.CallSoon(() => lane.Value("a")));
        Assert.That(() => _marbles.Run(), Throws.Nothing);
    }

    [Test]
    public void OnceTheRunIsOver_NothingIsWritten()
    {
        var lane = _marbles.Record("out");
        _marbles.Run();
        lane.Value("late");
        Assert.That(lane.Events, Is.Empty);
    }
}
