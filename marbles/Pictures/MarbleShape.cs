namespace CallerReactive.Marbles;

/// <summary>The shape of a value: a circle, or for a longer label a pill.</summary>
/// <param name="Text">The label, cut if it is very long; nothing if there is no room for any of it.</param>
/// <param name="Size">The size of its letters.</param>
/// <param name="Width">The width of the shape.</param>
/// <param name="HalfHeight">Half the height of the shape; the radius of a circle.</param>
internal readonly record struct MarbleShape(string Text, double Size, double Width, double HalfHeight)
{
    /// <summary>The radius of a circle that has room.</summary>
    public const double Radius = 14;

    private const double LeastRadius = 3;
    private const double LeastSize = 9;
    private const double LargestPill = 150;

    /// <summary>The shape that a label has, if there is room for it.</summary>
    public static MarbleShape Of(string label) => Of(label, LargestPill);

    /// <summary>The shape that a label has in this much room.</summary>
    public static MarbleShape Of(string label, double room)
    {
        var text = SvgText.Clean(label);
        foreach (var size in (ReadOnlySpan<double>)[14, 11])
        {
            if (SvgText.Width(text, size) <= 2 * Radius - 6)
                return Circle(text, size, room);
        }
        if (room < 2 * Radius)
            return Circle("", LeastSize, room);
        var pill = SvgText.Width(text, 12) + 14 <= room ? 12 : 11;
        var largest = Math.Min(room, LargestPill);
        text = SvgText.Fit(text, pill, largest - 14);
        return new(text, pill, Math.Clamp(SvgText.Width(text, pill) + 14, 2 * Radius, largest), Radius);
    }

    /// <summary>A circle that shrinks, and its letters with it, where there is little room.</summary>
    private static MarbleShape Circle(string text, double size, double room)
    {
        var radius = Math.Clamp(room / 2, LeastRadius, Radius);
        size = Math.Max(LeastSize, size * radius / Radius);
        return new(SvgText.Width(text, size) <= 2 * radius - 2 ? text : "", size, 2 * radius, radius);
    }
}
