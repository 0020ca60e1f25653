using CallerReactive.Marbles;
using static CallerReactive.Tests.Marbles.Rows;

namespace CallerReactive.Tests.Marbles;

public class MarbleMismatchTests
{
    [Test]
    public void Compare_AsExpected_FindsNothing() =>
        Assert.That(MarbleComparison.Compare("out", MarbleRow.Parse("-a|"), [Value(1, "a"), Complete(2)]), Is.Null);

    [Test]
    public void Compare_AnotherValue_SaysWhereTheyPart()
    {
        MarbleEvent[] actual = [Value(1, "ten"), Value(4, "c")];
        var texts = new Dictionary<string, string> { ["a"] = "ten" };
        var mismatch = MarbleComparison.Compare("out", MarbleRow.Parse("-a-b"), actual, texts)!;
        Assert.Multiple(() =>
        {
            Assert.That((mismatch.Name, mismatch.Index), Is.EqualTo(("out", 1)));
            Assert.That(mismatch.Expected.Events.Select(e => e.Label), Is.EqualTo(["ten", "b"]), "Texts instead of letters");
            Assert.That(mismatch.Actual, Is.EqualTo(actual));
            Assert.That((mismatch.ExpectedEvent, mismatch.ActualEvent), Is.EqualTo(((MarbleEvent?)Value(3, "b"), (MarbleEvent?)actual[1])));
            Assert.That(mismatch.Ticks, Is.EqualTo(3 * TimeSpan.TicksPerMillisecond));
            Assert.That(mismatch.ToString(), Does.StartWith("out: at frame 3 (3ms), expected b, but nothing happened."));
        });
    }

    [Test]
    public void Compare_TheSameInAnotherOrder_IsADifference() =>
        Assert.That(MarbleComparison.Compare("out", MarbleRow.Parse("(ab)"), [Value(0, "b"), Value(0, "a")])!.Index, Is.Zero);

    [Test]
    public void Compare_TooMuchOrTooLittle_HasOneEventOnly()
    {
        var row = MarbleRow.Parse("-a");
        var more = MarbleComparison.Compare("out", row, [Value(1, "a"), Value(2, "b")])!;
        var less = MarbleComparison.Compare("out", row, [])!;
        Assert.That((more.ExpectedEvent, more.ActualEvent), Is.EqualTo(((MarbleEvent?)null, (MarbleEvent?)Value(2, "b"))));
        Assert.That((less.ExpectedEvent, less.ActualEvent), Is.EqualTo(((MarbleEvent?)Value(1, "a"), (MarbleEvent?)null)));
    }

    [Test]
    public void None_WithoutMismatches_Passes() => Assert.That(() => MarbleAssert.None([null, null]), Throws.Nothing);
}
