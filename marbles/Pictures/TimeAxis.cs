using System.Xml.Linq;

namespace CallerReactive.Marbles;

/// <summary>The axis under the lanes: times with their units, and marks where it is not to scale.</summary>
internal sealed class TimeAxis
{
    public const double Height = 34;

    private const double LabelSize = 11;
    private const double LeastLabelGap = 10;

    private readonly TimeScale _scale;
    private readonly List<(double X, string Label)> _labels = [];

    public TimeAxis(RecordedRun run, TimeScale scale)
    {
        _scale = scale;
        foreach (var ticks in scale.IsToScale ? EvenTimes(run.Frame.Ticks) : scale.Times)
        {
            var (x, label) = (scale.X(ticks), MarbleDuration.Words(ticks));
            var left = x - SvgText.Width(label, LabelSize) / 2;
            if (_labels.Count == 0 || left >= _labels[^1].X + SvgText.Width(_labels[^1].Label, LabelSize) / 2 + LeastLabelGap)
                _labels.Add((x, label));
        }
    }

    /// <summary>Thin lines through all lanes at the times that have a label.</summary>
    public IEnumerable<XElement> Guides(double top, double bottom) =>
        _labels.Select(label => Svg.Line(label.X, top, label.X, bottom, "guide"));

    public IEnumerable<XElement> Draw(double y, double left, double right, double edge)
    {
        yield return Svg.Line(left, y, right, y, "axis");
        foreach (var (x, label) in _labels)
        {
            yield return Svg.Line(x, y, x, y + 5, "axis");
            yield return Svg.Text(label, x, y + 15, LabelSize, "soft", "middle");
        }
        if (_scale.IsToScale)
            yield break;
        foreach (var x in Cuts())
            yield return Svg.Path($"M{x - 4} {y + 4}l4 -8m1 8l4 -8", "cut");
        yield return Svg.Text("not to scale", edge, y + 15, LabelSize, "soft");
    }

    /// <summary>Even times, a round number of frames apart, so that the labels have room.</summary>
    private List<long> EvenTimes(long frame)
    {
        var span = (double)_scale.EndTicks - _scale.StartTicks;
        var pixels = (_scale.X(_scale.EndTicks) - _scale.X(_scale.StartTicks)) / span;
        var step = frame;
        for (var i = 0; !HasRoom(step, pixels) && step < span; i++)
            step = step <= long.MaxValue / 3 ? (i % 3 == 1 ? step / 2 * 5 : step * 2) : long.MaxValue;
        var times = new List<long>();
        var last = _scale.EndTicks / step; // Counted in steps, for the last time plus one step may be more than ticks can hold.
        for (var count = _scale.StartTicks / step; count <= last; count++)
            times.Add(count * step);
        return times;
    }

    private bool HasRoom(long step, double pixels)
    {
        var widest = new[] { _scale.StartTicks / step * step, _scale.EndTicks / step * step, step, _scale.EndTicks / step * step - step }
            .Select(MarbleDuration.Words)
            .Max(label => SvgText.Width(label, LabelSize));
        return step * pixels >= widest + 2 * LeastLabelGap;
    }

    /// <summary>The middles of the gaps that are much shorter on paper than most of their length.</summary>
    private IEnumerable<double> Cuts()
    {
        var gaps = _scale.Times.Zip(_scale.Times.Skip(1)).Select(pair => (From: pair.First, To: pair.Second)).ToList();
        var usual = gaps.Select(gap => Density(gap.From, gap.To)).Order().ElementAt(gaps.Count / 2);
        foreach (var (from, to) in gaps)
        {
            if (Density(from, to) < usual / 2)
                yield return (_scale.X(from) + _scale.X(to)) / 2;
        }
    }

    private double Density(long from, long to) => (_scale.X(to) - _scale.X(from)) / ((double)to - from);
}
