using CallerReactive.Marbles;
using static CallerReactive.Tests.Marbles.Rows;

namespace CallerReactive.Tests.Marbles;

public class MarbleAssertTests
{
    [Test]
    public void AreEqual_SameEvents_Passes() =>
        Assert.That(
            () => MarbleAssert.AreEqual("out", MarbleRow.Parse("-a-(b|)"), [Value(1, "a"), Value(3, "b"), Complete(3)]),
            Throws.Nothing
        );

    [Test]
    public void AreEqual_ErrorWithoutText_AnyErrorWillDo()
    {
        var row = MarbleRow.Parse("-#");
        MarbleEvent[] actual = [new(10_000, MarbleEventKind.Error, "TimeoutException")];
        Assert.That(() => MarbleAssert.AreEqual("out", row, actual), Throws.Nothing);
        Assert.That(
            () => MarbleAssert.AreEqual("out", row, actual, new Dictionary<string, string> { ["#"] = "IOException" }),
            Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("expected # (IOException), but there was # (TimeoutException)")
        );
    }

    [Test]
    public void AreEqual_LateValue_MessageMarksIt() =>
        AssertMessage(
            MarbleRow.Parse("--a--b|", options: TenMs),
            [Value(20, "a"), Value(60, "b"), Complete(70)],
            """
            out: at frame 5 (50ms), expected b, but nothing happened.

              expected  --a--b|
              actual    --a---b|
                             ^
              a frame is 10ms

                frame  time  expected  actual
                    2  20ms  a         a
              >     5  50ms  b
                    6  60ms  |         b
                    7  70ms            |

            """
        );

    [Test]
    public void AreEqual_GroupAgainstSingles_ColumnsStayAligned() =>
        AssertMessage(
            MarbleRow.Parse("-(ab)--c|"),
            [Value(1, "a"), Value(7, "c"), Complete(9)],
            """
            out: at frame 1 (1ms), expected a, b, but there was a.

              expected  -(ab)--c|
              actual    -a-----c-|
                         ^
              a frame is 1ms

                frame  time  expected  actual
              >     1   1ms  a, b      a
                    7   7ms  c         c
                    8   8ms  |
                    9   9ms            |

            """
        );

    [Test]
    public void AreEqual_ActualWithinAGroupsFrames_OneFrameGroupsAndSaysSo() =>
        AssertMessage(
            MarbleRow.Parse("-(ab)--c|"),
            [Value(1, "a"), Value(1, "b"), Value(2, "c"), Complete(8)],
            """
            out: at frame 2 (2ms), expected nothing, but there was c.

              expected  -(ab)-----c|
              actual    -(ab)c-----|
                             ^
              a frame is 1ms, a group takes one here

                frame  time  expected  actual
                    1   1ms  a, b      a, b
              >     2   2ms            c
                    7   7ms  c
                    8   8ms  |         |

            """
        );

    [Test]
    public void AreEqual_TextsOfLetters_LettersInRowsAndTextsInTheTable() =>
        AssertMessage(
            MarbleRow.Parse("-x 50ms y"),
            [Value(1, "ten"), Value(52, "twelve")],
            """
            out: at frame 52 (52ms), expected eleven, but there was twelve.

              expected  -x 50ms y
              actual    -x 50ms a
                                ^
              a frame is 1ms; x = ten, y = eleven, a = twelve

                frame  time  expected  actual
                    1   1ms  ten       ten
              >    52  52ms  eleven    twelve

            """,
            new() { ["x"] = "ten", ["y"] = "eleven" }
        );

    [Test]
    public void AreEqual_LongRows_CutAroundTheDifference()
    {
        var row = MarbleRow.Parse(string.Concat(Enumerable.Repeat("a-", 50_000)));
        var actual = row.Events.ToList();
        actual.RemoveAt(30_000);
        var error = Assert.Throws<MarbleAssertionException>(() => MarbleAssert.AreEqual("out", row, actual))!;
        var lines = error.Message.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(lines.Max(line => line.Length), Is.LessThan(140));
            Assert.That(lines, Has.Length.LessThan(25));
            Assert.That(lines[4].IndexOf('^'), Is.EqualTo(lines[2].IndexOf('a', lines[4].IndexOf('^'))));
            Assert.That(lines[3][lines[4].IndexOf('^')], Is.EqualTo('-'));
            Assert.That(error.Message, Does.Contain("frame 60000 (1m)").And.Contain("(29996 more)"));
        });
    }

    [Test]
    public void None_TwoMismatches_BothInOneMessage()
    {
        var row = MarbleRow.Parse("-a");
        var error = Assert.Throws<MarbleAssertionException>(() =>
            MarbleAssert.None([MarbleComparison.Compare("one", row, []), null, MarbleComparison.Compare("two", row, [Value(1, "b")])])
        )!;
        Assert.That(error.Mismatches.Select(m => m.Name), Is.EqualTo(["one", "two"]));
        Assert.That(error.Message, Does.Contain("one: at frame 1").And.Contain("two: at frame 1"));
    }

    private static void AssertMessage(MarbleRow row, MarbleEvent[] actual, string message, Dictionary<string, string>? texts = null) =>
        Assert.That(
            () => MarbleAssert.AreEqual("out", row, actual, texts),
            Throws.TypeOf<MarbleAssertionException>().With.Message.EqualTo(message)
        );
}
