using CallerReactive.Marbles;
using CallerReactive.Tests.Marbles.Scenarios;

namespace CallerReactive.Tests.Marbles;

public class DiagramFileTests
{
    [TestCaseSource(typeof(DiagramFiles), nameof(DiagramFiles.Names))]
    public void Diagram_RunThroughItsScenario_IsAsItSays(string name) =>
        Assert.That(Scenario.Run(DiagramFiles.Read(name)).Outputs, Is.Not.Empty);

    [TestCaseSource(typeof(DiagramFiles), nameof(DiagramFiles.Names))]
    public void Diagram_OneCharacterChangedInAnExpectedRow_Fails(string name)
    {
        var diagram = DiagramFiles.Read(name);
        var survivors = DiagramMutations
            .Of(diagram)
            .Where(mutation => Passes(mutation.Diagram))
            .Select(mutation => mutation.Description)
            .ToList();
        Assert.That(survivors, Is.Empty, $"{name} passes with these rows too");
    }

    [TestCaseSource(typeof(DiagramFiles), nameof(DiagramFiles.Names))]
    public void Diagram_AsAFile_IsInItsCanonicalForm(string name)
    {
        var diagram = DiagramFiles.Read(name);
        Assert.That(MarbleDiagram.Parse(diagram.ToString()).ToString(), Is.EqualTo(diagram.ToString()));
    }

    [Test]
    public void Scenarios_EachHasAFile()
    {
        var used = DiagramFiles.Names.Select(name => Scenario.NameOf(DiagramFiles.Read(name)));
        Assert.That(Scenario.All.Keys.Except(used, StringComparer.OrdinalIgnoreCase), Is.Empty, "Scenarios without a file");
    }

    [Test]
    public void Scenario_Missing_NamesTheFile()
    {
        var diagram = MarbleDiagram.Parse("# t\n\n    > Nonsense\n    observed out  -|\n", "x.marble");
        Assert.That(
            () => Scenario.Run(diagram),
            Throws.TypeOf<AssertionException>().With.Message.Contains("x.marble: there is no scenario Nonsense")
        );
    }

    [Test]
    public void Diagrams_AreManyAndSmall()
    {
        Assert.That(DiagramFiles.Names, Has.Count.GreaterThanOrEqualTo(60));
        Assert.That(DiagramFiles.Names.Where(name => Lines(name) > 30), Is.Empty, "Too long to be read at a glance");
    }

    private static int Lines(string name) => DiagramFiles.Read(name).ToString().Split('\n').Length;

    private static bool Passes(MarbleDiagram diagram)
    {
        try
        {
            Scenario.Run(diagram);
            return true;
        }
        catch (MarbleAssertionException)
        {
            return false;
        }
    }
}
