using System.Xml.Linq;

namespace CallerReactive.Marbles;

/// <summary>The whole picture, from top to bottom: title, what went in, the operation, what came out, the axis.</summary>
internal sealed class RunPicture(RecordedRun run, MarbleSvgOptions options)
{
    private const double Margin = 16;
    private const double BoxHeight = 36;
    private const double TitleSize = 16;
    private const double LargestName = 170;

    private readonly MarbleHues _hues = new(run);
    private readonly List<XElement> _parts = [];
    private double _y = Margin;

    public XElement Draw()
    {
        var names = run.Lanes.Select(NameWidth).Append(60).Max();
        var nameWidth = Math.Min(names, LargestName);
        var left = Margin + nameWidth + 14;
        var right = options.Width - Margin - 12;
        var scale = new TimeScale(run, left, right);
        var axis = new TimeAxis(run, scale);

        Head();
        var top = _y;
        var lanes = Svg.Element("g", null);
        Lanes(run.Inputs);
        Operation(lanes);
        Lanes(run.Outputs);
        _parts.AddRange(axis.Guides(top, _y + 2));
        _parts.Add(lanes);
        _parts.AddRange(axis.Draw(_y + 6, left, right, Margin));
        _y += TimeAxis.Height;
        return Root();

        void Lanes(IReadOnlyList<RecordedLane> rows)
        {
            foreach (var row in rows)
            {
                var lane = new LanePicture(row, scale, _hues);
                lanes.Add(lane.Draw(_y, Margin, nameWidth, left, right));
                _y += lane.Height;
            }
        }
    }

    private static double NameWidth(RecordedLane lane)
    {
        var kind = MarbleMarks.Word(lane.Kind) + (lane.Caller is null ? "" : $" on {lane.Caller}");
        return Math.Max(SvgText.Width(lane.Name, 14), SvgText.Width(kind, 11));
    }

    /// <summary>The title at the left, and at the right which colour is which caller.</summary>
    private void Head()
    {
        var callers = _hues.Callers ? _hues.Keys.ToList() : [];
        if (!options.ShowTitle && callers.Count == 0)
            return;
        var x = options.Width - Margin;
        foreach (var caller in Enumerable.Reverse(callers))
        {
            x -= SvgText.Width(caller, 12);
            _parts.Add(Svg.Text(caller, x, _y + 10, 12, "soft"));
            x -= 11;
            _parts.Add(Svg.Circle(x, _y + 10, 5, $"{_hues.Style(caller)} ring"));
            x -= 17;
        }
        if (options.ShowTitle)
            _parts.Add(Svg.Text(SvgText.Fit(run.Title, TitleSize, x - Margin), Margin, _y + 10, TitleSize, "title"));
        _y += 30;
    }

    private void Operation(XElement lanes)
    {
        if (run.Operation.Length == 0)
            return;
        _y += 4;
        var room = options.Width - 4 * Margin;
        var size = Math.Clamp(room / SvgText.CodeWidth(run.Operation, 1), 11, 15);
        var text = SvgText.FitCode(run.Operation, size, room);
        lanes.Add(Svg.Rect(Margin, _y, options.Width - 2 * Margin, BoxHeight, 8, "box"));
        lanes.Add(Svg.Text(text, options.Width / 2.0, _y + BoxHeight / 2, size, "op", "middle"));
        _y += BoxHeight + 4;
    }

    private XElement Root()
    {
        var (width, height) = (Svg.Number(options.Width), Svg.Number(_y));
        return Svg.Element(
            "svg",
            SvgStyle.Root(options.Theme),
            new XAttribute("width", width),
            new XAttribute("height", height),
            new XAttribute("viewBox", $"0 0 {width} {height}"),
            new XAttribute("role", "img"),
            Svg.Title(run.Title),
            Svg.Element("desc", null, SvgText.Clean(Description())),
            Svg.Element("style", null, SvgStyle.Sheet(options.Theme)),
            Svg.Rect(0.5, 0.5, options.Width - 1, _y - 1, 8, "ground"),
            _parts
        );
    }

    /// <summary>The run in words, for those who do not see the picture.</summary>
    private string Description()
    {
        var lines = new List<string>();
        if (run.Prose.Length > 0)
            lines.Add(run.Prose);
        lines.AddRange(run.Inputs.Select(Describe));
        if (run.Operation.Length > 0)
            lines.Add($"> {run.Operation}.");
        lines.AddRange(run.Outputs.Select(Describe));
        return string.Join(' ', lines);

        static string Describe(RecordedLane lane)
        {
            var events = lane.Events.Count == 0 ? "nothing" : string.Join(", ", lane.Events.Take(30).Select(e => e.ToMarble().ToString()));
            return $"{lane.Name}: {events}{(lane.Events.Count > 30 ? ", …" : "")}.";
        }
    }
}
