using System.Reactive.Linq;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class DiagramRunTests
{
    private const string Good = """
        # Delay
        allow: unfinished work
        stop: 20ms

            cold      source  -a-b|
            > Delay 3ms
            observed  out     ----a-b|
        """;

    [Test]
    public void Run_GoodDiagram_GivesWhatHappened()
    {
        var run = MarbleDiagram.Parse(Good).Run(Delay);
        Assert.That((run.Title, run.Operation, run.Outputs[0].Print().Text), Is.EqualTo(("Delay", "Delay 3ms", "----a-b|")));
    }

    [TestCase("stop: 20ms", "nonsense: 1", "d.marble, line 3, column 11: the scenario does not know the option nonsense")]
    [TestCase("stop: 20ms", "stop: soon", "d.marble, line 3, column 7: stop is a time such as 30ms")]
    [TestCase("unfinished work", "anything", "d.marble, line 2, column 8: \"unfinished work\", \"live children\"")]
    [TestCase("Delay 3ms", "Delay 3ms twice", "d.marble, line 6, column 7: the scenario does not know what to do with \"twice\"")]
    [TestCase("Delay 3ms", "Delay three", "d.marble, line 6, column 7: \"three\" is no time")]
    [TestCase("> Delay", "hot other -x\n    > Delay", "the scenario does not use the row other")]
    [TestCase("cold      source", "hot       other ", "the scenario needs a row source")]
    [TestCase("cold      source  -a-b|", "pending   source  -a|", "the row source is pending, which the scenario cannot use")]
    [TestCase("observed  out ", "observed  else", "the scenario records no observed else; it records observed out")]
    public void Run_DiagramThatDoesNotFit_NamesThePlace(string good, string bad, string problem)
    {
        var diagram = MarbleDiagram.Parse(Good.Replace(good, bad, StringComparison.Ordinal), "d.marble");
        Assert.That(() => diagram.Run(Delay), Throws.TypeOf<MarbleFormatException>().With.Message.Contains(problem));
    }

    [Test]
    public void Run_AnotherRow_Fails()
    {
        var diagram = MarbleDiagram.Parse(Good.Replace("----a-b|", "---a--b|", StringComparison.Ordinal));
        Assert.That(() => diagram.Run(Delay), Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("at frame 3 (3ms)"));
    }

    private static void Delay(DiagramRun run) =>
        run.Harness.Observe("out", run.Observable("source").Delay(run.Time(1), run.Harness.Scheduler));
}
