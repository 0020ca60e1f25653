using System.Globalization;
using System.Xml.Linq;

namespace CallerReactive.Marbles;

/// <summary>One lane: its name, its line, and what happens on it. What happens at one time is stacked, the first on the line.</summary>
internal sealed class LanePicture
{
    private const double Above = 12;
    private const double Below = 12;
    private const double ErrorText = 13;
    private const double Slot = 2 * MarbleShape.Radius + 2;

    /// <summary>A stack is not higher than this; its last marble then says how many more there are.</summary>
    private const int MaxSlots = 6;

    private readonly RecordedLane _lane;
    private readonly TimeScale _scale;
    private readonly MarbleHues _hues;
    private readonly List<RecordedEvent[]> _groups;

    public LanePicture(RecordedLane lane, TimeScale scale, MarbleHues hues)
    {
        _lane = lane;
        _scale = scale;
        _hues = hues;
        _groups = [.. lane.Events.GroupBy(e => e.Ticks).Select(group => group.ToArray())];
        var slots = _groups.Select(Slots).Append(1).Max();
        var isLabelled = lane.Events.Any(e => e.Kind == MarbleEventKind.Error && e.Label.Length > 0);
        Height = Above + slots * Slot + Below + (isLabelled ? ErrorText : 0);
    }

    public double Height { get; }

    public XElement Draw(double top, double nameLeft, double nameWidth, double left, double right)
    {
        var y = top + Above + MarbleShape.Radius;
        var lane = Svg.Element("g", null);
        lane.Add(Name(nameLeft, nameWidth, y), Line(y, left, right), Lives(y, right));
        lane.Add(_groups.SelectMany(group => Durations(group, y)));
        for (var i = 0; i < _groups.Count; i++)
            lane.Add(Group(i, y));
        return lane;
    }

    private IEnumerable<XElement> Name(double x, double width, double y)
    {
        var kind = MarbleMarks.Word(_lane.Kind) + (_lane.Caller is null ? "" : $" on {_lane.Caller}");
        yield return Svg.Text(SvgText.Fit(_lane.Name, 14, width), x, y - 7, 14, "name");
        yield return Svg.Text(SvgText.Fit(kind, 11, width), x, y + 9, 11, "soft");
    }

    /// <summary>The line: drawn through while the lane lives, then dotted; its head only if it goes on.</summary>
    private IEnumerable<XElement> Line(double y, double left, double right)
    {
        var begins = _lane.Kind is MarbleRowKind.Caller or MarbleRowKind.Subscription
            ? First(MarbleEventKind.Start, MarbleEventKind.Subscribe)
            : null;
        var isSubscription = _lane.Kind == MarbleRowKind.Subscription;
        var from = begins ?? left;
        var ends =
            _lane.Events.Count > 0 && MarbleMarks.Ends(_lane.Events[^1].Kind, _lane.Kind)
                ? _scale.X(_lane.Events[^1].Ticks)
                : (double?)null;
        if (from > left)
            yield return Svg.Line(left, y, from, y, "past");
        if (!isSubscription)
            yield return Svg.Line(from, y, ends ?? right, y, "line");
        if (ends is { } end)
            yield return Svg.Line(end, y, right, y, "past");
        else if (!isSubscription)
            yield return Svg.Path($"M{right + 9} {y}l-11 -6v12z", "head");
    }

    /// <summary>A subscription is a thick line from its beginning to its end.</summary>
    private IEnumerable<XElement> Lives(double y, double right)
    {
        if (_lane.Kind != MarbleRowKind.Subscription || First(MarbleEventKind.Subscribe) is not { } from)
            yield break;
        yield return Svg.Line(from, y, First(MarbleEventKind.Unsubscribe) ?? right, y, "life");
    }

    /// <summary>How long calls ran: beams behind the marbles.</summary>
    private IEnumerable<XElement> Durations(RecordedEvent[] group, double y)
    {
        var slot = 0;
        foreach (var e in Stack(group))
        {
            var top = y + slot++ * Slot - MarbleShape.Radius + 4;
            var (from, to) = (_scale.X(e.Ticks), _scale.X(e.EndTicks));
            if (e.DurationTicks > 0)
                yield return Svg.Rect(from, top, to - from, 2 * MarbleShape.Radius - 8, 4, $"{_hues.Style(_lane, e)} long");
        }
    }

    private IEnumerable<XElement> Group(int index, double y)
    {
        var group = _groups[index];
        var x = _scale.X(group[0].Ticks);
        var stack = Stack(group);
        var bottom = y + Math.Max(0, stack.Length - 1) * Slot;
        foreach (var e in group.Where(e => !MarblePicture.TakesASlot(e)))
            yield return MarblePicture.Mark(e, x, y, bottom);
        var slot = 0;
        foreach (var e in stack)
            yield return MarblePicture.Marble(e, x, y + slot++ * Slot, Room(index), _hues.Style(_lane, e));
    }

    private static int Slots(RecordedEvent[] group) => Math.Min(MaxSlots, group.Count(MarblePicture.TakesASlot));

    /// <summary>What is stacked: all of it, or its beginning and how many more there are.</summary>
    private static RecordedEvent[] Stack(RecordedEvent[] group)
    {
        RecordedEvent[] all = [.. group.Where(MarblePicture.TakesASlot)];
        if (all.Length <= MaxSlots)
            return all;
        var more = all.Length - MaxSlots + 1;
        return
        [
            .. all[..(MaxSlots - 1)],
            new(group[0].Ticks, MarbleEventKind.Value, string.Create(CultureInfo.InvariantCulture, $"+{more}")),
        ];
    }

    /// <summary>How wide a marble may be without touching its neighbours, which may be as wide.</summary>
    private double Room(int index)
    {
        var x = _scale.X(_groups[index][0].Ticks);
        var before = index == 0 ? double.MaxValue : Share(x, index - 1);
        var after = index == _groups.Count - 1 ? double.MaxValue : Share(x, index + 1);
        return Math.Min(before, after);
    }

    private double Share(double x, int neighbour)
    {
        var distance = Math.Abs(_scale.X(_groups[neighbour][0].Ticks) - x) - MarblePicture.Gap;
        var other = _groups[neighbour].Max(MarblePicture.Width);
        return Math.Max(distance, 2 * distance - other); // A small neighbour leaves more than half.
    }

    private double? First(params ReadOnlySpan<MarbleEventKind> kinds)
    {
        foreach (var e in _lane.Events)
        {
            if (kinds.Contains(e.Kind))
                return _scale.X(e.Ticks);
        }
        return null;
    }
}
