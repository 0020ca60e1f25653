using System.Globalization;
using System.Xml.Linq;

namespace CallerReactive.Marbles;

/// <summary>Elements of SVG, with numbers that are the same on every machine.</summary>
internal static class Svg
{
    public static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    public static string Number(double value) =>
        Math.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.#", CultureInfo.InvariantCulture);

    public static XElement Element(string name, string? style, params object?[] content) =>
        new(Namespace + name, style is null ? null : new XAttribute("class", style), content);

    public static XElement Line(double x1, double y1, double x2, double y2, string style) =>
        Element("line", style, At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2));

    public static XElement Circle(double x, double y, double radius, string style) =>
        Element("circle", style, At("cx", x), At("cy", y), At("r", radius));

    public static XElement Rect(double x, double y, double width, double height, double radius, string style) =>
        Element("rect", style, At("x", x), At("y", y), At("width", width), At("height", height), radius > 0 ? At("rx", radius) : null);

    /// <summary>A path of the commands and numbers given, such as <c>M{x} {y}l3 4z</c>.</summary>
    public static XElement Path(PathText data, string style) => Element("path", style, new XAttribute("d", data.ToString()));

    /// <summary>A line of text. <paramref name="y"/> is its middle: not all programs that draw SVG can find that themselves.</summary>
    public static XElement Text(string text, double x, double y, double size, string style, string anchor = "start") =>
        Element(
            "text",
            style,
            At("x", x),
            At("y", y + size * 0.35),
            At("font-size", size),
            anchor == "start" ? null : new XAttribute("text-anchor", anchor),
            SvgText.Clean(text)
        );

    /// <summary>What a pointer that rests on the element is told.</summary>
    public static XElement Title(string text) => Element("title", null, SvgText.Clean(text));

    private static XAttribute At(string name, double value) => new(name, Number(value));
}
