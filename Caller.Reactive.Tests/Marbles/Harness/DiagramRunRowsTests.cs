using System.Reactive.Concurrency;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>What a scenario gets from the rows of a diagram.</summary>
public class DiagramRunRowsTests
{
    private const string Sample = """
        # t

            a = ten

            cold     source @gui  -a|
            hot      keys   @gui  --a-b
            pending  answer       --a|
            async    stream       -a|
            > Do
            observed out    @gui  -a|
            pending  got          ---a|
            async    read   @gui  -a|
        """;

    [Test]
    public void ARow_IsWhatItSays_WithItsTextsOnItsCaller()
    {
        var played = new List<string>();
        MarbleDiagram
            .Parse(Sample)
            .Run(run =>
            {
                var gui = run.Caller("gui");
                run.Harness.Observe("out", run.Observable("source"));
                run.Harness.Observe("read", run.Async("stream"), gui);
                Assert.That(run.Names(MarbleRowKind.Pending), Is.EqualTo(["answer"])); // it is taken while it runs
                run.Harness.At("1ms", () => run.Harness.Observe("got", run.Pending("answer"))); // its time counts from here
                run.Play("keys", letter => played.Add($"{letter} {gui.CheckAccess()}"));
            });
        Assert.That(played, Is.EqualTo(["a True", "b True"]), "The letter, not what it stands for");
    }

    [Test]
    public void APending_WithOptions_JoinsTheGroupWhereItIsMade()
    {
        const string text = "# t\n\n    pending answer  --a|\n    > Do\n    group   members  --(a|)\n";
        MarbleDiagram
            .Parse(text)
            .Run(run =>
            {
                run.Names(MarbleRowKind.Pending);
                run.Harness.Group(
                    "members",
                    run.Caller("gui"),
                    _ =>
                    {
                        run.Pending("answer", new CallOptions());
                        return Task.CompletedTask;
                    }
                );
            });
    }

    [Test]
    public void Rows_CanBeAskedFor()
    {
        const string text = "# t\n\n    hot keys  -a-b\n    > Do\n    caller gui  ---\n";
        MarbleDiagram
            .Parse(text)
            .Run(run =>
            {
                Assert.That((run.Has("keys"), run.Has("else")), Is.EqualTo((true, false)));
                Assert.That(run.Marks("keys").Select(mark => $"{mark}"), Is.EqualTo(["a at 1ms", "b at 3ms"]));
                run.Harness.Lane("gui");
            });
    }

    [Test]
    public void Names_AreThoseOfAKind_AndTheirRowsAreUsedByThat()
    {
        const string text = "# t\n\n    hot one  -a\n    cold two  -b|\n    hot three  -c\n    > Do\n    observed out  -b|\n";
        var names = new List<string>();
        MarbleDiagram
            .Parse(text)
            .Run(run =>
            {
                names.AddRange(run.Names(MarbleRowKind.Hot));
                run.Harness.Observe("out", run.Observable("two"));
            });
        Assert.That(names, Is.EqualTo(["one", "three"]));
    }

    [Test]
    public void Rows_ThatAreNotThere_AreNamed()
    {
        const string text = "# t\n\n    cold source  -a|\n    > Do\n    observed out  -a|\n";
        MarbleDiagram
            .Parse(text)
            .Run(run =>
            {
                Action[] asks =
                [
                    () => run.Observable("else"),
                    () => run.Pending("else"),
                    () => run.Async("else"),
                    () => run.Play("else", static _ => { }),
                    () => run.Marks("else"),
                ];
                foreach (var ask in asks)
                    Assert.That(ask, Throws.TypeOf<MarbleFormatException>().With.Message.Contains("else"));
                run.Harness.Observe("out", run.Observable("source"));
            });
    }

    [Test]
    public void Callers_AreMadeOnce_OrTakenFromTheScenario()
    {
        const string text = "# t\n\n    > Do\n    caller gui  ^--\n";
        MarbleDiagram
            .Parse(text)
            .Run(run =>
            {
                var made = run.Caller("gui");
                Assert.That(run.Caller("gui"), Is.SameAs(made));
                Assert.That(made.State, Is.Not.EqualTo(CallerState.Created), "Started when it was asked for");
                var own = run.Harness.Caller("own");
                Assert.That((run.Use(own), run.Caller("own")), Is.EqualTo((own, own)));
            });
    }

    [TestCase("unfinished work")]
    [TestCase("live children")]
    [TestCase("stray exceptions")]
    public void TheOptionAllow_NamesWhatIsNoFailure(string what)
    {
        Assert.That(() => Run(""), Throws.TypeOf<MarbleAssertionException>());
        Assert.That(() => Run($"allow: {what}\n"), Throws.Nothing);
        Assert.That(() => Run("allow: live children, unfinished work,stray exceptions\n"), Throws.Nothing);

        void Run(string allow) => MarbleDiagram.Parse($"# t\n{allow}stop: 5ms\n\n    > Do\n    caller gui  ^-\n").Run(Misbehave);

        void Misbehave(DiagramRun run)
        {
            var gui = run.Caller("gui");
            switch (what)
            {
                case "unfinished work":
                    run.Harness.At("1ms", () => gui.CallLater(TimeSpan.FromHours(1), static () => { }));
                    break;
                case "live children":
                    run.Harness.At("1ms", () => gui.Get("child"));
                    break;
                default:
                    var other = run.Harness.Caller("other"); // of whose lane the diagram says nothing
                    run.Harness.At("1ms", () => other.Schedule(static () => throw new TimeoutException()));
                    break;
            }
        }
    }
}
