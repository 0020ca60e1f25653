using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class DiagramRowTests
{
    [Test]
    public void ARow_IsReadFromItsText()
    {
        var row = new DiagramRow(MarbleRowKind.Hot, "keys", "  -a-b", Rows.TenMs, "gui");
        Assert.That((row.Kind, row.Name, row.Text, row.Caller), Is.EqualTo((MarbleRowKind.Hot, "keys", "  -a-b", "gui")));
        Assert.That(row.Row.Events.Select(e => e.Time.TotalMilliseconds), Is.EqualTo([10d, 30d]));
        Assert.That(new DiagramRow(MarbleRowKind.Cold, "source", "-a").Caller, Is.Null);
    }

    [Test]
    public void ARow_OfAnotherKind_IsRefused() =>
        Assert.That(() => new DiagramRow(MarbleRowKind.Cold, "source", "-a!"), Throws.TypeOf<MarbleFormatException>());

    [Test]
    public void AnOperation_IsItsWords()
    {
        var operation = new DiagramOperation("CallLater  30ms", new MarbleSource("x.marble", 4, 7));
        Assert.That(operation.Words, Is.EqualTo(["CallLater", "30ms"]));
        Assert.That((operation.Text, operation.Source.Line), Is.EqualTo(("CallLater  30ms", 4)));
    }

    [Test]
    public void AnOption_IsKeyAndValue()
    {
        var option = new DiagramOption("stop", "20ms", new MarbleSource("x.marble", 2, 7));
        Assert.That((option.Key, option.Value, option.Source.Column), Is.EqualTo(("stop", "20ms", 7)));
    }

    [Test]
    public void ADiagram_WithoutTheRest_HasNothingThere()
    {
        var diagram = new MarbleDiagram { Title = "t", Operation = new DiagramOperation("Do") };
        Assert.That(
            (diagram.File, diagram.Prose, diagram.Timing, diagram.Option("stop")),
            Is.EqualTo((default(string), "", MarbleOptions.Default, default(DiagramOption)))
        );
        Assert.That((diagram.Options.Count, diagram.Values.Count, diagram.Inputs.Count, diagram.Expected.Count), Is.EqualTo((0, 0, 0, 0)));
    }

    [Test]
    public void AFileThatIsNotThere_IsAnErrorOfTheFileSystem() =>
        Assert.That(
            () => MarbleDiagram.ReadFile(Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.marble")),
            Throws.InstanceOf<IOException>()
        );
}
