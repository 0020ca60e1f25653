using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class DiagramReaderTests
{
    private const string Sample = """
        # CallLater counts from its submission
        frame: 10ms
        groups: one frame
        stop: 200ms

        A call runs when its delay has passed,
        whatever the loop did meanwhile.

        # is no title here: prose may say what it likes.

            a = 10
            # = TimeoutException

            cold         source        -a-(ab)#
            hot          clicks    --x-^-y---
            > CallLater 30ms
            observed     out @gui      ----a-#
            subscription source        ^------!

        """;

    [Test]
    public void Read_Sample_EveryPartIsFound()
    {
        var diagram = MarbleDiagram.Parse(Sample, "later.marble");
        Assert.Multiple(() =>
        {
            Assert.That(diagram.File, Is.EqualTo("later.marble"));
            Assert.That(diagram.Title, Is.EqualTo("CallLater counts from its submission"));
            Assert.That(diagram.Prose, Does.StartWith("A call runs").And.EndsWith("# is no title here: prose may say what it likes."));
            Assert.That(diagram.Timing, Is.EqualTo(new MarbleOptions { Frame = TimeSpan.FromMilliseconds(10), GroupTakesOneFrame = true }));
            Assert.That(diagram.Options.Select(o => $"{o.Key}={o.Value}"), Is.EqualTo(["stop=200ms"]));
            Assert.That(diagram.Option("stop")!.Source, Is.EqualTo(new MarbleSource("later.marble", 4, 7)));
            Assert.That(diagram.Values, Is.EqualTo(new Dictionary<string, string> { ["a"] = "10", ["#"] = "TimeoutException" }));
            Assert.That(diagram.Operation.Words, Is.EqualTo(["CallLater", "30ms"]));
            Assert.That(diagram.Inputs.Select(r => $"{r.Kind} {r.Name}"), Is.EqualTo(["Cold source", "Hot clicks"]));
            Assert.That(
                diagram.Expected.Select(r => $"{r.Kind} {r.Name} {r.Caller}"),
                Is.EqualTo(["Observed out gui", "Subscription source "])
            );
        });
    }

    [Test]
    public void Read_ShiftedRow_KeepsItsShift()
    {
        var diagram = MarbleDiagram.Parse(Sample);
        Assert.That(diagram.Inputs.Select(r => r.Text), Is.EqualTo(["    -a-(ab)#", "--x-^-y---"]));
        Assert.That(diagram.Inputs[0].Row.Events[0].Column, Is.EqualTo(33));
        Assert.That(diagram.Inputs[0].Row.Source.Line, Is.EqualTo(14));
    }

    [Test]
    public void Read_CarriageReturnsAndMark_SameDiagram() =>
        Assert.That(
            MarbleDiagram.Parse('\uFEFF' + Sample.ReplaceLineEndings("\r\n")).ToString(),
            Is.EqualTo(MarbleDiagram.Parse(Sample).ToString())
        );

    [Test]
    public void Write_Sample_IsTheSampleInColumns() =>
        Assert.That(
            MarbleDiagram.Parse(Sample).ToString(),
            Is.EqualTo(
                """
                # CallLater counts from its submission
                frame: 10ms
                groups: one frame
                stop: 200ms

                A call runs when its delay has passed,
                whatever the loop did meanwhile.

                # is no title here: prose may say what it likes.

                    a = 10
                    # = TimeoutException

                    cold         source        -a-(ab)#
                    hot          clicks    --x-^-y---
                    > CallLater 30ms
                    observed     out @gui      ----a-#
                    subscription source        ^------!

                """
            )
        );

    [Test]
    public void Write_WhatWasWritten_ReadsBackTheSame()
    {
        var once = MarbleDiagram.Parse(Sample).ToString();
        Assert.That(MarbleDiagram.Parse(once).ToString(), Is.EqualTo(once));
    }

    [Test]
    public void Read_File_ErrorsNameIt()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.marble");
        File.WriteAllText(path, "# t\n\n    > CallSoon\n    observed x  ab%\n");
        try
        {
            var message = Assert.Throws<MarbleFormatException>(() => MarbleDiagram.ReadFile(path))!.Message;
            Assert.That(message, Is.EqualTo($"{path}, line 4, column 19: unknown character '%'"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
