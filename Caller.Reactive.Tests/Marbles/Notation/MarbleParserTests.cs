using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleParserTests
{
    [TestCase("", "")]
    [TestCase("---", "")]
    [TestCase("--a--b|", "a@2 b@5 |@6")]
    [TestCase("a-b-#", "a@0 b@2 #@4")]
    [TestCase("  -a   -b ", "a@1 b@3")]
    [TestCase("-(ab|)", "a@1 b@1 |@1")]
    [TestCase("-(ab)-c", "a@1 b@1 c@6")]
    [TestCase("- 10ms a", "a@11")]
    [TestCase("10ms a 1.5s b 2m |", "a@10 b@1511 |@121512")]
    [TestCase("a 0.5s b", "a@0 b@501")]
    [TestCase("a1s", "a@0 1@1 s@2")]
    [TestCase("10ms", "")]
    [TestCase("10ms-", "1@0 0@1 m@2 s@3")]
    [TestCase("1.5h", null)]
    [TestCase("-\t-a\n-b", "a@2 b@4")]
    [TestCase("1 s", "1@0 s@1")]
    public void Cold_ValidText_EventsAtFrames(string text, string? expected)
    {
        if (expected is null)
            Assert.That(() => MarbleRow.Parse(text), Throws.TypeOf<MarbleFormatException>());
        else
            Assert.That(Rows.Frames(MarbleRow.Parse(text)), Is.EqualTo(expected));
    }

    [TestCase("-a-^-b--|", "a@-2 ^@0 b@2 |@5")]
    [TestCase("-a-(^b)-c", "a@-2 ^@0 b@0 c@5")]
    [TestCase("-a-b|", "a@1 b@3 |@4")]
    public void Hot_Subscription_IsTimeZero(string text, string expected) =>
        Assert.That(Rows.Frames(MarbleRow.Parse(text, MarbleRowKind.Hot)), Is.EqualTo(expected));

    [TestCase("--a|", "a@2 |@2")]
    [TestCase("--(a|)", "a@2 |@2")]
    [TestCase("--|", "|@2")]
    [TestCase("--#", "#@2")]
    [TestCase("30ms !", "!@30")]
    [TestCase("---", "")]
    public void Pending_ItsEnd_IsOneMoment(string text, string expected) =>
        Assert.That(Rows.Frames(MarbleRow.Parse(text, MarbleRowKind.Pending)), Is.EqualTo(expected));

    [TestCase(MarbleRowKind.Async, "-a-!", "a@1 !@3")]
    [TestCase(MarbleRowKind.Group, "-a-(b!)", "a@1 b@3 !@3")]
    [TestCase(MarbleRowKind.Caller, "^-a-#-!b|", "^@0 a@2 #@4 !@6 b@7 |@8")]
    [TestCase(MarbleRowKind.Subscription, "--^--!", "^@2 !@5")]
    [TestCase(MarbleRowKind.Subscription, "-(^!)", "^@1 !@1")]
    [TestCase(MarbleRowKind.Subscription, "^ 10ms !", "^@0 !@11")]
    [TestCase(MarbleRowKind.Observed, "-a-|", "a@1 |@3")]
    public void OtherKinds_TheirMarks_AreRead(MarbleRowKind kind, string text, string expected) =>
        Assert.That(Rows.Frames(MarbleRow.Parse(text, kind)), Is.EqualTo(expected));

    [Test]
    public void Subscription_Row_NamesBothEnds()
    {
        var row = MarbleRow.Parse("-^--!", MarbleRowKind.Subscription, Rows.TenMs);
        Assert.That((row.SubscribedTicks, row.UnsubscribedTicks), Is.EqualTo((100_000L, 400_000L)));
        Assert.That(MarbleRow.Parse("-^--", MarbleRowKind.Subscription).UnsubscribedTicks, Is.Null);
    }

    [Test]
    public void Group_OneFrameOption_TakesOneFrame()
    {
        var row = MarbleRow.Parse("-(ab)-c", options: new() { GroupTakesOneFrame = true });
        Assert.That(Rows.Frames(row), Is.EqualTo("a@1 b@1 c@3"));
    }

    [Test]
    public void Frame_TenMilliseconds_TimesKeepTheirLength()
    {
        var row = MarbleRow.Parse("-a 15ms b", options: Rows.TenMs);
        Assert.That(row.Events.Select(e => e.Time.TotalMilliseconds), Is.EqualTo([10d, 35d]));
    }

    [TestCase("--a---", 6)]
    [TestCase("--(a|)", 2)]
    [TestCase("", 0)]
    public void End_OfRow_IsItsEndMarkOrItsLastCharacter(string text, int frames) =>
        Assert.That(MarbleRow.Parse(text).EndTicks, Is.EqualTo(frames * TimeSpan.TicksPerMillisecond));

    [Test]
    public void Column_OfEvents_IsWhereTheyStand() =>
        Assert.That(MarbleRow.Parse(" -a 10ms (b|)").Events.Select(e => e.Column), Is.EqualTo([3, 11, 12]));
}
