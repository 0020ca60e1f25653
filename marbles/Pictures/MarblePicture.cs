using System.Xml.Linq;

namespace CallerReactive.Marbles;

/// <summary>The shape of each kind of event.</summary>
internal static class MarblePicture
{
    /// <summary>The least distance of two marbles.</summary>
    public const double Gap = 3;

    private const double LongestError = 150;
    private const double LeastDiameter = 14;

    /// <summary>Whether it stands in the stack of its time; the others are marks beside or behind the stack.</summary>
    public static bool TakesASlot(RecordedEvent e) => e.Kind is MarbleEventKind.Value or MarbleEventKind.Error or MarbleEventKind.Cancelled;

    /// <summary>How much of the line it takes.</summary>
    public static double Width(RecordedEvent e) =>
        e.Kind switch
        {
            MarbleEventKind.Value => MarbleShape.Of(e.Label).Width,
            MarbleEventKind.Error => Math.Max(22, Math.Min(LongestError, SvgText.Width(e.Label, 11))),
            MarbleEventKind.Cancelled => 22,
            _ => 10,
        };

    /// <summary>How much of the line it takes when there is little room. Circles can shrink; pills would lose their text.</summary>
    public static double LeastWidth(RecordedEvent e)
    {
        var width = Width(e);
        return e.Kind == MarbleEventKind.Value && width <= 2 * MarbleShape.Radius ? LeastDiameter : width;
    }

    /// <summary>What takes a slot.</summary>
    public static XElement Marble(RecordedEvent e, double x, double y, double room, string style) =>
        e.Kind switch
        {
            MarbleEventKind.Error => Error(e, x, y),
            MarbleEventKind.Cancelled => Svg.Element(
                "g",
                null,
                Svg.Circle(x, y, 9, "stop"),
                Svg.Path($"M{x - 6} {y + 6}l12 -12", "stop"),
                Svg.Title(Tip(e))
            ),
            _ => Value(e, x, y, room, style),
        };

    /// <summary>What takes none: bars through the stack and flags above or below it.</summary>
    public static XElement Mark(RecordedEvent e, double x, double y, double bottom)
    {
        const double reach = MarbleShape.Radius + 6;
        var mark = Svg.Element("g", null);
        switch (e.Kind)
        {
            case MarbleEventKind.Complete:
                mark.Add(Svg.Line(x, y - reach, x, bottom + reach, "bar"));
                break;
            case MarbleEventKind.Unsubscribe:
                mark.Add(Svg.Line(x, y - 11, x, y + 11, "bar"));
                break;
            case MarbleEventKind.Subscribe:
                mark.Add(Svg.Line(x, y, x, bottom + reach - 6, "axis"), Svg.Path($"M{x} {bottom + reach - 8}l5 9h-10z", "flag"));
                break;
            case MarbleEventKind.Start:
                mark.Add(Svg.Line(x, y - reach, x, bottom + reach, "axis"), Svg.Path($"M{x} {y - reach}l9 5l-9 5z", "flag"));
                break;
            default:
                mark.Add(Svg.Line(x, y - reach, x, bottom + reach, "axis"), Svg.Rect(x, y - reach, 9, 9, 0, "flag"));
                break;
        }
        mark.Add(Svg.Title(Tip(e)));
        return mark;
    }

    private static XElement Value(RecordedEvent e, double x, double y, double room, string style)
    {
        var shape = MarbleShape.Of(e.Label, room);
        var body =
            shape.Width <= 2 * shape.HalfHeight
                ? Svg.Circle(x, y, shape.HalfHeight, $"{style} ring")
                : Svg.Rect(x - shape.Width / 2, y - shape.HalfHeight, shape.Width, 2 * shape.HalfHeight, shape.HalfHeight, $"{style} ring");
        var text = shape.Text.Length == 0 ? null : Svg.Text(shape.Text, x, y, shape.Size, "label", "middle");
        return Svg.Element("g", null, body, text, Svg.Title(Tip(e)));
    }

    private static XElement Error(RecordedEvent e, double x, double y)
    {
        var text =
            e.Label.Length == 0
                ? null
                : Svg.Text(SvgText.Fit(e.Label, 11, LongestError), x, y + MarbleShape.Radius + 8, 11, "error", "middle");
        return Svg.Element("g", null, Svg.Path($"M{x - 8} {y - 8}l16 16m0 -16l-16 16", "cross"), text, Svg.Title(Tip(e)));
    }

    private static string Tip(RecordedEvent e)
    {
        var tip = e.ToMarble() + (e.DurationTicks > 0 ? $" for {MarbleDuration.Format(e.DurationTicks)}" : "");
        return e.Caller is null ? tip : $"{tip} on {e.Caller}";
    }
}
