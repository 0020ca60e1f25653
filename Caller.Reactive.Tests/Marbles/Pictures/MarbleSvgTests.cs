using System.Globalization;
using System.Xml.Linq;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleSvgTests
{
    private const long Ms = TimeSpan.TicksPerMillisecond;

    [Test]
    public void Draw_SameRunTwice_SameBytes()
    {
        var once = MarbleSvg.Draw(Run(Values("a", "b")));
        Assert.That(MarbleSvg.Draw(Run(Values("a", "b"))), Is.EqualTo(once));
    }

    [Test, SetCulture("de-DE")]
    public void Draw_InACultureWithCommas_SameBytes()
    {
        var here = MarbleSvg.Draw(Run(Values("a", "b", "c")));
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Assert.That(here, Is.EqualTo(MarbleSvg.Draw(Run(Values("a", "b", "c")))));
    }

    [Test]
    public void Draw_EvenTimes_EvenDistances()
    {
        var x = Circles(Run(Values("a", "b", "c", "d"))).Select(c => c.X).ToList();
        Assert.That(x[2] - x[1], Is.EqualTo(x[1] - x[0]).Within(0.2));
        Assert.That(x[3] - x[2], Is.EqualTo(x[1] - x[0]).Within(0.2));
    }

    [Test]
    public void Draw_SameTime_StackedWithoutOverlap()
    {
        var circles = Circles(Run([.. "abc".Select(c => new RecordedEvent(10 * Ms, MarbleEventKind.Value, c.ToString()))]));
        Assert.That(circles.Select(c => c.X).Distinct().Count(), Is.EqualTo(1));
        Assert.That(circles.Zip(circles.Skip(1)).Select(pair => pair.Second.Y - pair.First.Y), Is.All.GreaterThanOrEqualTo(28));
    }

    [Test]
    public void Draw_TwentyAtOneTime_LastMarbleCountsTheRest()
    {
        var run = Run([.. Enumerable.Range(0, 20).Select(i => new RecordedEvent(Ms, MarbleEventKind.Value, $"{i}"))]);
        Assert.That(Texts(run), Does.Contain("+15").And.Contain("4").And.Not.Contain("5"));
    }

    [Test]
    public void Draw_HourBetweenMilliseconds_AllHaveRoom()
    {
        long[] times = [0, 1, 2, 3_600_000, 3_600_001];
        var x = Circles(Run([.. times.Select(t => new RecordedEvent(t * Ms, MarbleEventKind.Value, "a"))])).Select(c => c.X).ToList();
        Assert.That(x.Zip(x.Skip(1)).Select(pair => pair.Second - pair.First), Is.All.GreaterThanOrEqualTo(28));
        Assert.That(
            Texts(
                Run([
                    new(0, MarbleEventKind.Value, "a"),
                    new(3_600_000 * Ms, MarbleEventKind.Value, "b"),
                    new(3_600_001 * Ms, MarbleEventKind.Value, "c"),
                ])
            ),
            Does.Contain("not to scale")
        );
    }

    [Test]
    public void Draw_LongLabels_StayInsideThePicture()
    {
        var label = new string('w', 300);
        var run = Run([
            new(0, MarbleEventKind.Value, label),
            new(50 * Ms, MarbleEventKind.Value, label),
            new(100 * Ms, MarbleEventKind.Error, label),
        ]);
        var pills = Elements(run, "rect").Where(r => r.Attribute("class")!.Value.EndsWith("ring", StringComparison.Ordinal)).ToList();
        Assert.That(pills, Has.Count.EqualTo(2));
        Assert.That(pills.Select(p => Number(p, "x")), Is.All.GreaterThan(60));
        Assert.That(pills.Select(p => Number(p, "x") + Number(p, "width")), Is.All.LessThan(800));
        Assert.That(Elements(run, "title").Select(t => t.Value), Has.Some.Contains(label));
    }

    [TestCase("a & <b> \"c\"")]
    [TestCase("line\nbreak\tand tab")]
    [TestCase("zero\0, bell\a, half \ud83d a pair, \uffff")]
    [TestCase("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600")]
    public void Draw_AnyText_GoodXml(string text)
    {
        var run = Run([new(0, MarbleEventKind.Value, text), new(10, MarbleEventKind.Error, text)]) with
        {
            Title = text,
            Prose = text,
            Operation = text,
        };
        Assert.That(() => XDocument.Parse(MarbleSvg.Draw(run)), Throws.Nothing);
    }

    [Test]
    public void Draw_EqualValuesInTwoLanes_SameColour()
    {
        var run = Run(Values("a", "b")) with { Inputs = [new() { Name = "in", Events = Values("b", "c") }] };
        Assert.That(Circles(run).Select(c => c.Style), Is.EqualTo(["k0 ring", "k1 ring", "k2 ring", "k0 ring"]));
    }

    [Test]
    public void Draw_Callers_ColourIsTheCallerAndIsExplained()
    {
        var run = Run([
            new(0, MarbleEventKind.Value, "a", "gui"),
            new(20 * Ms, MarbleEventKind.Value, "b", "worker"),
            new(40 * Ms, MarbleEventKind.Value, "a"),
        ]);
        Assert.That(Circles(run).Where(c => c.Radius > 5).Select(c => c.Style), Is.EqualTo(["k0 ring", "k1 ring", "grey ring"]));
        Assert.That(Texts(run), Does.Contain("gui").And.Contain("worker"));
    }

    [Test]
    public void Draw_CallThatTook_HasABeamOfItsLength()
    {
        var run = Run([new(20 * Ms, MarbleEventKind.Value, "a", "gui", 40 * Ms), new(100 * Ms, MarbleEventKind.Complete)]);
        var beam = Elements(run, "rect").Single(r => r.Attribute("class")!.Value.EndsWith("long", StringComparison.Ordinal));
        var bar = Elements(run, "line").Single(l => l.Attribute("class")!.Value == "bar");
        var marble = Circles(run).Last();
        Assert.That(Number(beam, "width"), Is.EqualTo((Number(bar, "x1") - marble.X) / 2).Within(0.2));
    }

    [Test]
    public void Draw_EveryKindOfLaneAndEvent_IsDrawn()
    {
        foreach (var kind in Enum.GetValues<MarbleRowKind>())
        {
            var events = Enum.GetValues<MarbleEventKind>().Select((e, i) => new RecordedEvent(i * 10 * Ms, e, "x")).ToList();
            var run = new RecordedRun
            {
                Title = "t",
                Outputs =
                [
                    new()
                    {
                        Name = "lane",
                        Kind = kind,
                        Events = events,
                    },
                ],
            };
            var tips = Elements(run, "title").Select(t => t.Value).ToList();
            Assert.That(tips, Has.Count.EqualTo(1 + events.Count));
        }
    }

    [Test]
    public void Draw_Themes_OnlyAutoAsksTheSystem()
    {
        var run = Run(Values("a"));
        Assert.That(MarbleSvg.Draw(run), Does.Contain("prefers-color-scheme"));
        var light = MarbleSvg.Draw(run, new() { Theme = MarbleTheme.Light });
        var dark = MarbleSvg.Draw(run, new() { Theme = MarbleTheme.Dark });
        Assert.That(light, Does.Contain(".cm-light").And.Not.Contain("prefers-color-scheme"));
        Assert.That(dark, Does.Contain(".cm-dark").And.Not.Contain("prefers-color-scheme"));
    }

    [Test]
    public void Draw_Nothing_StillAPicture() => Assert.That(() => MarbleSvg.Draw(new() { Title = "" }), Throws.Nothing);

    [Test]
    public void Draw_Described_ForThoseWhoDoNotSee() =>
        Assert.That(
            Elements(Run(Values("a")) with { Operation = "CallSoon" }, "desc").Single().Value,
            Is.EqualTo("> CallSoon. out: a at 0ms.")
        );

    [Test]
    public void Options_TooNarrow_Refused() =>
        Assert.That(() => new MarbleSvgOptions { Width = 319 }, Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Options_WidthAndTitle_AreThoseOfThePicture()
    {
        var run = Run(Values("a")) with { Title = "the title" };
        Assert.That((Width(null), Width(new() { Width = 320 })), Is.EqualTo(("800", "320")));
        Assert.That(Titles(null), Has.One.EqualTo("the title"));
        Assert.That(Titles(new() { ShowTitle = false }), Has.None.EqualTo("the title"));
        var usual = MarbleSvgOptions.Default;
        Assert.That((usual.Theme, usual.Width, usual.ShowTitle), Is.EqualTo((MarbleTheme.Auto, 800, true)));

        string Width(MarbleSvgOptions? options) => MarbleSvg.DrawElement(run, options).Attribute("width")!.Value;

        IEnumerable<string> Titles(MarbleSvgOptions? options) =>
            MarbleSvg.DrawElement(run, options).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value);
    }

    [Test]
    public void DrawElement_IsThePictureOfDraw()
    {
        var run = Run(Values("a", "b"));
        var text = MarbleSvg.Draw(run);
        Assert.That(Bare(XElement.Parse(text)), Is.EqualTo(Bare(MarbleSvg.DrawElement(run))));
        Assert.That((text.Contains('\r', StringComparison.Ordinal), text[^1]), Is.EqualTo((false, '\n')));

        static string Bare(XElement picture) => picture.ToString(SaveOptions.DisableFormatting);
    }

    [Test]
    public void Save_WritesThePicture_OverWhatWasThere()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.svg");
        var run = Run(Values("\u00e4"));
        try
        {
            File.WriteAllText(path, new string('x', 1_000_000));
            MarbleSvg.Save(run, path);
            Assert.That(System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(path)), Is.EqualTo(MarbleSvg.Draw(run)));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.That(() => MarbleSvg.Save(run, Path.Combine(path, "x.svg")), Throws.InstanceOf<IOException>());
    }

    [Test, CancelAfter(10_000)]
    public void Draw_TenThousandEvents_InTime()
    {
        var run = Run([.. Enumerable.Range(0, 10_000).Select(i => new RecordedEvent(i * Ms, MarbleEventKind.Value, "a"))]);
        Assert.That(Circles(run), Has.Count.EqualTo(10_000));
    }

    [Test]
    public void Draw_LongestTimes_NoOverflow() =>
        Assert.That(
            () => MarbleSvg.Draw(Run([new(0, MarbleEventKind.Value, "a"), new(long.MaxValue, MarbleEventKind.Complete)])),
            Throws.Nothing
        );

    private static RecordedEvent[] Values(params string[] labels) =>
        [.. labels.Select((label, i) => new RecordedEvent(i * 10 * Ms, MarbleEventKind.Value, label))];

    private static RecordedRun Run(RecordedEvent[] events) => new() { Title = "t", Outputs = [new() { Name = "out", Events = events }] };

    private static List<XElement> Elements(RecordedRun run, string name) =>
        [.. XDocument.Parse(MarbleSvg.Draw(run)).Descendants().Where(e => e.Name.LocalName == name)];

    private static List<string> Texts(RecordedRun run) => [.. Elements(run, "text").Select(t => t.Value)];

    private static List<(double X, double Y, double Radius, string Style)> Circles(RecordedRun run) =>
        [.. Elements(run, "circle").Select(c => (Number(c, "cx"), Number(c, "cy"), Number(c, "r"), c.Attribute("class")!.Value))];

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
