using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleRowTests
{
    [TestCase(MarbleRowKind.Cold, "-a|", true)]
    [TestCase(MarbleRowKind.Cold, "-#", true)]
    [TestCase(MarbleRowKind.Pending, "-!", true)]
    [TestCase(MarbleRowKind.Cold, "-a-", false)]
    [TestCase(MarbleRowKind.Cold, "", false)]
    [TestCase(MarbleRowKind.Caller, "^-#", false)]
    [TestCase(MarbleRowKind.Caller, "^-!", false)]
    public void HasEnd_IfNothingCanFollow(MarbleRowKind kind, string text, bool expected) =>
        Assert.That(MarbleRow.Parse(text, kind).HasEnd, Is.EqualTo(expected));

    [Test]
    public void ARow_KnowsWhatItWasReadWith()
    {
        var source = new MarbleSource("x.marble", 3, 5);
        var row = MarbleRow.Parse("--a-^-b", MarbleRowKind.Hot, Rows.TenMs, source);
        Assert.That((row.Kind, row.Options, row.Source), Is.EqualTo((MarbleRowKind.Hot, Rows.TenMs, source)));
        Assert.That(row.StartTicks, Is.EqualTo(-40 * TimeSpan.TicksPerMillisecond));
    }

    [Test]
    public void WhatIsNotSaid_IsTheDefault()
    {
        var row = MarbleRow.Parse("-a");
        Assert.That((row.Kind, row.Options, row.Source), Is.EqualTo((MarbleRowKind.Cold, MarbleOptions.Default, MarbleSource.None)));
        Assert.That((row.StartTicks, row.SubscribedTicks), Is.EqualTo((0L, default(long?))));
        Assert.That(MarbleSource.None, Is.EqualTo(new MarbleSource(null, 0, 1)));
        Assert.That(
            (MarbleOptions.Default.Frame, MarbleOptions.Default.GroupTakesOneFrame),
            Is.EqualTo((TimeSpan.FromMilliseconds(1), false))
        );
    }

    [Test]
    public void Text_OfLongLabels_IsRefused()
    {
        var row = MarbleRow.Parse("-a").WithLabels(new Dictionary<string, string> { ["a"] = "ten" });
        Assert.That(row.ToString, Throws.TypeOf<MarbleFormatException>());
        Assert.That(() => MarblePrinter.Print(row), Throws.TypeOf<MarbleFormatException>());
        Assert.That(() => MarblePrinter.Print([Rows.Value(0, "ten")]), Throws.TypeOf<MarbleFormatException>());
    }

    [Test]
    public void Text_OfTwentyFrames_StaysDashes()
    {
        var text = "a" + new string('-', 20) + "b";
        Assert.That(MarbleRow.Parse(text).ToString(), Is.EqualTo(text));
    }
}
