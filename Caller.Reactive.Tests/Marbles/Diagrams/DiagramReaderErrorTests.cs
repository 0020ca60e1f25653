using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class DiagramReaderErrorTests
{
    [TestCase("", "line 1, column 1: a diagram begins with its title: # and a line of text")]
    [TestCase("\n\n", "line 3, column 1: a diagram begins with its title: # and a line of text")]
    [TestCase("CallLater\n", "line 1, column 1: a diagram begins with its title: # and a line of text")]
    [TestCase(
        "# t\nSome prose\n",
        "line 2, column 1: a line right under the title is an option, key: value; prose comes after an empty line"
    )]
    [TestCase("# t\nstop:\n", "line 2, column 5: the option stop has no value")]
    [TestCase("# t\nstop: 1\nstop: 2\n", "line 3, column 1: a second option stop")]
    [TestCase("# t\nframe:  10\n", "line 2, column 9: the time of a frame is written as 1ms, 0.5s or 2m, and is more than nothing: 10")]
    [TestCase("# t\nframe: 0ms\n", "line 2, column 8: the time of a frame is written as 1ms, 0.5s or 2m, and is more than nothing: 0ms")]
    [TestCase("# t\ngroups: two\n", "line 2, column 9: groups take \"one frame\" or \"by length\", not \"two\"")]
    public void Head_Wrong_ErrorNamesThePlace(string text, string message) => AssertError(text, message);

    [TestCase(
        "colt x -a|",
        "column 5: \"colt\" is no kind of row; these are: cold, hot, async, pending, group, caller, subscription, observed"
    )]
    [TestCase("cold --a|", "column 10: a row has a name after its kind, one word that begins with a letter")]
    [TestCase("cold", "column 9: a row has a name after its kind, one word that begins with a letter")]
    [TestCase("cold x", "column 11: the row x is empty; write --- if nothing happens in it")]
    [TestCase("cold x @ -a|", "column 12: @ is followed by the name of a caller")]
    [TestCase("cold x @gui", "column 16: the row x is empty; write --- if nothing happens in it")]
    [TestCase("cold x --^-a", "column 14: ^ has no place in a row of this kind (cold); the point of subscription belongs to a hot row")]
    [TestCase("cold x -(a", "column 13: a group is not closed")]
    [TestCase("cold x 99999999999999999999m a", "column 12: a time is longer than TimeSpan can hold")]
    [TestCase("observed x -a|", "column 5: an observed row is what comes out; it belongs below the operation")]
    [TestCase(">", "column 5: the operation is empty")]
    [TestCase("> B", "column 5: a second operation (the first is in line 6)", 7)]
    [TestCase("| = 10", "column 5: | is no letter, digit or #, and cannot stand for a value")]
    [TestCase("a =", "column 5: a stands for nothing")]
    [TestCase("z = 10", "column 5: no row uses z")]
    public void Block_WrongLine_ErrorNamesThePlace(string line, string message, int errorLine = 3) =>
        AssertError(
            errorLine == 3
                ? $"# t\n\n    {line}\n    > A\n    observed out ---\n"
                : $"# t\n\n    cold a ---\n    cold b ---\n\n    > A\n    {line}\n",
            $"line {errorLine}, {message}"
        );

    [TestCase("# t\n\n    cold x -a|\n    cold y -a|\n    hot x -b|\n", "line 5, column 9: a second row x (the first is in line 3)")]
    [TestCase("# t\n\n    > A\n    pending x -a|\n    caller x -b|\n", "line 5, column 12: a second row x (the first is in line 4)")]
    [TestCase("# t\n\n    a = 1\n    a = 2\n", "line 4, column 5: a second value for a (the first is in line 3)")]
    [TestCase(
        "# t\n\n    > A\n    cold x -a|\n",
        "line 4, column 5: a cold row is what goes in; it belongs above the operation (what comes out is observed)"
    )]
    [TestCase("# t\n\n    > A\n    caller x -a|\nMore.\n", "line 5, column 1: prose stands above the rows, and rows are indented")]
    [TestCase("# t\n\n    cold x -a|\n", "line 4: there is no operation: an indented line that begins with >")]
    [TestCase("# t\n\n    cold x -a|\n    > A\n", "line 5: there is no row below the operation that says what comes out")]
    public void Block_WrongWhole_ErrorNamesThePlace(string text, string message) => AssertError(text, message);

    [Test]
    public void Block_SameNameOnBothSides_Allowed() =>
        Assert.That(() => MarbleDiagram.Parse("# t\n\n    pending x -a|\n    > A\n    pending x -a|\n"), Throws.Nothing);

    private static void AssertError(string text, string message) =>
        Assert.That(
            () => MarbleDiagram.Parse(text, "x.marble"),
            Throws.TypeOf<MarbleFormatException>().With.Message.EqualTo("x.marble, " + message)
        );
}
