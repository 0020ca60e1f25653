using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleParserErrorTests
{
    [TestCase("---a--(bc", "column 7: a group is not closed")]
    [TestCase("-a)", "column 3: a group is closed that was not opened")]
    [TestCase("-((a))", "column 3: a group inside a group")]
    [TestCase("-()", "column 2: a group is empty")]
    [TestCase("(a-b)", "column 3: no time passes inside a group")]
    [TestCase("(a 10ms b)", "column 4: no time passes inside a group")]
    [TestCase("-a-%", "column 4: unknown character '%'")]
    [TestCase("-ä", "column 2: unknown character 'ä'")]
    [TestCase("-\U0001F600", "column 2: unknown character U+1F600")]
    [TestCase("-\0", "column 2: unknown character U+0000")]
    [TestCase("-^-a", "column 2: ^ has no place in a row of this kind (cold); the point of subscription belongs to a hot row")]
    [TestCase("-a!", "column 3: ! has no place in a row of this kind (cold)")]
    [TestCase("-a|-", "column 4: nothing can follow the end (| at column 3)")]
    [TestCase("-a|b", "column 4: nothing can follow the end (| at column 3)")]
    [TestCase("-a# 10ms", "column 5: nothing can follow the end (# at column 3)")]
    [TestCase("(|a)", "column 3: nothing can follow the end (| at column 2)")]
    [TestCase("a|(b)", "column 3: nothing can follow the end (| at column 2)")]
    [TestCase("a 99999999999999999999ms b", "column 3: a time is longer than TimeSpan can hold")]
    [TestCase("a 99999999999999999999999999999999999999m", "column 3: a time is longer than TimeSpan can hold")]
    [TestCase("15000000000m 15000000000m a", "column 14: the row is longer than TimeSpan can hold")]
    [TestCase("0.00001ms a", "column 1: a time is finer than 100 ns")]
    [TestCase("0.000000000000000000000000000000000000001ms a", "column 1: a time is finer than 100 ns")]
    public void Cold_BadText_ErrorNamesColumn(string text, string message) => AssertError(text, MarbleRowKind.Cold, message);

    [TestCase(MarbleRowKind.Hot, "-^-a-^", "column 6: a second ^ (the first is at column 2)")]
    [TestCase(MarbleRowKind.Pending, "-a-|", "column 3: a pending ends with its value: | is expected here")]
    [TestCase(MarbleRowKind.Pending, "-ab|", "column 3: a pending ends with its value: | is expected here")]
    [TestCase(MarbleRowKind.Pending, "-(a)|", "column 4: a pending ends with its value: | is expected here")]
    [TestCase(MarbleRowKind.Pending, "-a", "column 3: a pending ends with its value: write | after it")]
    [TestCase(MarbleRowKind.Pending, "-!-", "column 3: nothing can follow the end (! at column 2)")]
    [TestCase(MarbleRowKind.Subscription, "-a", "column 2: a has no place in the row of a subscription, which has ^, ! and time only")]
    [TestCase(MarbleRowKind.Subscription, "-!", "column 2: an unsubscription (!) without a subscription (^) before it")]
    [TestCase(MarbleRowKind.Subscription, "^^", "column 2: a second ^ (the first is at column 1)")]
    [TestCase(MarbleRowKind.Subscription, "^!!", "column 3: nothing can follow the end (! at column 2)")]
    [TestCase(MarbleRowKind.Caller, "^-|-", "column 4: nothing can follow the end (| at column 3)")]
    public void OtherKinds_BadText_ErrorNamesColumn(MarbleRowKind kind, string text, string message) => AssertError(text, kind, message);

    [Test]
    public void Row_InAFile_ErrorNamesFileLineAndColumn()
    {
        var error = Assert.Throws<MarbleFormatException>(() =>
            MarbleRow.Parse("--^", MarbleRowKind.Cold, null, new("calls.marble", 12, 20))
        );
        Assert.That(error!.Message, Does.StartWith("calls.marble, line 12, column 22: ^ has no place"));
        Assert.That((error.File, error.Line, error.Column), Is.EqualTo(("calls.marble", 12, 22)));
    }

    [Test]
    public void Cold_HalfASurrogatePair_ErrorNamesItsCode() =>
        AssertError("-\ud83d", MarbleRowKind.Cold, "column 2: unknown character U+D83D");

    [Test]
    public void Options_FrameOfZero_Refused() =>
        Assert.That(() => new MarbleOptions { Frame = TimeSpan.Zero }, Throws.TypeOf<ArgumentOutOfRangeException>());

    private static void AssertError(string text, MarbleRowKind kind, string message) =>
        Assert.That(() => MarbleRow.Parse(text, kind), Throws.TypeOf<MarbleFormatException>().With.Message.EqualTo(message));
}
