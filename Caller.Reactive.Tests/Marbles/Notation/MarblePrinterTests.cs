using CallerReactive.Marbles;
using static CallerReactive.Tests.Marbles.Rows;

namespace CallerReactive.Tests.Marbles;

public class MarblePrinterTests
{
    [TestCase(MarbleRowKind.Cold, "--a--b|")]
    [TestCase(MarbleRowKind.Cold, "-(ab|)")]
    [TestCase(MarbleRowKind.Cold, "-(ab)-c---")]
    [TestCase(MarbleRowKind.Cold, "a 100ms b-#")]
    [TestCase(MarbleRowKind.Cold, "1.5s a 2m |")]
    [TestCase(MarbleRowKind.Cold, "1 s")]
    [TestCase(MarbleRowKind.Cold, "20 m 99ms 1 ms")]
    [TestCase(MarbleRowKind.Hot, "--a-^-b|")]
    [TestCase(MarbleRowKind.Pending, "--a|")]
    [TestCase(MarbleRowKind.Pending, "30ms !")]
    [TestCase(MarbleRowKind.Subscription, "--^---!")]
    [TestCase(MarbleRowKind.Caller, "^-a-(bc)-!-d|")]
    public void Print_ParsedRow_SameText(MarbleRowKind kind, string text) =>
        Assert.That(MarbleRow.Parse(text, kind).ToString(), Is.EqualTo(text));

    [Test]
    public void Print_GapOfManyFrames_IsATime() =>
        Assert.That(MarbleRow.Parse("a" + new string('-', 21) + "b").ToString(), Is.EqualTo("a 21ms b"));

    [Test]
    public void Print_EventInsideAGroupsFrames_Refused() =>
        Assert.That(
            () => MarblePrinter.Print([Value(0, "a"), Value(0, "b"), Value(2, "c")]),
            Throws
                .TypeOf<MarbleFormatException>()
                .With.Message.EqualTo("what happens at 2ms is too close to what is written before it, which takes until 4ms")
        );

    [Test]
    public void PrintRecorded_EventInsideAGroupsFrames_GroupsTakeOneFrame()
    {
        var printed = MarblePrinter.PrintRecorded([Value(0, "a"), Value(0, "b"), Value(2, "c")]);
        Assert.That((printed.Text, printed.Options.GroupTakesOneFrame), Is.EqualTo(("(ab)-c", true)));
    }

    [Test]
    public void PrintRecorded_EventsWithinAFrame_FrameIsFiner()
    {
        var printed = MarblePrinter.PrintRecorded([Value(10, "a"), Value(14, "b"), Complete(20)], options: TenMs);
        Assert.That((printed.Text, printed.Options.Frame.TotalMilliseconds), Is.EqualTo(("-----a-b--|", 2d)));
    }

    [Test]
    public void PrintRecorded_LongLabels_GetLettersAndALegend()
    {
        var printed = MarblePrinter.PrintRecorded([Value(0, "ten"), Value(1, "a"), Value(2, "ten"), Value(3, "eleven")]);
        Assert.That(printed.Text, Is.EqualTo("babc"));
        Assert.That(printed.Legend.Select(l => $"{l.Key}={l.Value}"), Is.EqualTo(["b=ten", "c=eleven"]));
    }

    [Test]
    public void PrintRecorded_TextsGiven_KeepTheirLetters()
    {
        var texts = new Dictionary<string, string> { ["x"] = "ten", ["y"] = "unused" };
        Assert.That(MarblePrinter.PrintRecorded([Value(0, "ten")], texts: texts).Text, Is.EqualTo("x"));
    }

    [Test]
    public void PrintRecorded_MoreLabelsThanLetters_QuestionMarks()
    {
        var printed = MarblePrinter.PrintRecorded(Enumerable.Range(0, 70).Select(i => Value(i, $"value {i}")));
        Assert.That(printed.Text, Does.EndWith("????????").And.Length.EqualTo(70));
    }

    [Test]
    public void PrintRecorded_OutOfOrder_SortedByTime() =>
        Assert.That(MarblePrinter.PrintRecorded([Complete(2), Value(1, "a")]).Text, Is.EqualTo("-a|"));
}
