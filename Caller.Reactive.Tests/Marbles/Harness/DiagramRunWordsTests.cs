using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>What a scenario reads of a diagram besides its rows.</summary>
public class DiagramRunWordsTests
{
    private const string Sample = """
        # t
        wait: 5ms
        mood: soon

            a = ten

            cold     source  -a|
            > Do 30ms -5ms max 2
            observed out     -a|
        """;

    [Test]
    public void Words_AreReadAsWhatTheyAre()
    {
        Run(run =>
        {
            Assert.That((run.Word(0), run.Time(1), run.Time(2)), Is.EqualTo(("Do", Ms(30), Ms(-5))));
            Assert.That((run.Find("max"), run.Number(4), run.Find("min")), Is.EqualTo(((int?)3, 2, (int?)null)));
            Assert.That(() => run.Word(5), Throws.TypeOf<MarbleFormatException>());
            Assert.That(() => run.Time(3), Throws.TypeOf<MarbleFormatException>());
            Assert.That(() => run.Number(1), Throws.TypeOf<MarbleFormatException>());
        });
    }

    [Test]
    public void Options_AreReadAsWhatTheyAre()
    {
        Run(run =>
        {
            Assert.That((run.Option("mood"), run.Option("none")), Is.EqualTo(("soon", default(string))));
            Assert.That((run.TimeOption("wait"), run.TimeOption("none")), Is.EqualTo(((TimeSpan?)Ms(5), (TimeSpan?)null)));
            Assert.That(() => run.TimeOption("mood"), Throws.TypeOf<MarbleFormatException>());
        });
    }

    [Test]
    public void Text_IsWhatALetterStandsFor_OrTheLetter()
    {
        Run(run => Assert.That((run.Text("a"), run.Text("b")), Is.EqualTo(("ten", "b"))));
    }

    [Test]
    public void DiagramAndHarness_AreThoseOfTheRun()
    {
        var diagram = MarbleDiagram.Parse(Sample);
        DiagramRun? seen = null;
        diagram.Run(run =>
        {
            seen = run;
            ReadAll(run);
        });
        Assert.That((seen!.Diagram, seen.Harness.Now > TimeSpan.Zero), Is.EqualTo((diagram, true)));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static void Run(Action<DiagramRun> read)
    {
        var called = false;
        MarbleDiagram
            .Parse(Sample)
            .Run(run =>
            {
                read(run);
                ReadAll(run);
                called = true;
            });
        Assert.That(called, Is.True);
    }

    private static void ReadAll(DiagramRun run)
    {
        for (var i = 0; i < run.Diagram.Operation.Words.Count; i++)
            run.Word(i);
        run.Option("wait");
        run.Option("mood");
        run.Harness.Observe("out", run.Observable("source"));
    }
}
