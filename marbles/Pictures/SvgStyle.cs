using System.Globalization;
using System.Text;

namespace CallerReactive.Marbles;

/// <summary>The style sheet of a picture. Plain rules without variables, which not all programs that draw SVG know.</summary>
internal static class SvgStyle
{
    /// <summary>How many colours there are for marbles; then they begin again.</summary>
    public const int Hues = 8;

    private static readonly (string Fill, string Edge)[] LightHues =
    [
        ("#cfe4ff", "#1f6fd0"),
        ("#ffe0b8", "#b86a00"),
        ("#cdefd0", "#1f8a3b"),
        ("#f3d3f7", "#a03ab0"),
        ("#fff1a8", "#927a00"),
        ("#c7eef0", "#0b7c86"),
        ("#ffd3d8", "#c2405a"),
        ("#dcd8ff", "#6250cf"),
    ];

    private static readonly (string Fill, string Edge)[] DarkHues =
    [
        ("#173c6b", "#69aefc"),
        ("#5e3a0c", "#f0a94a"),
        ("#174a25", "#5fca7b"),
        ("#54205d", "#da86e8"),
        ("#4d420a", "#dcc24a"),
        ("#0f4a50", "#4fc7d1"),
        ("#642433", "#f4899b"),
        ("#352c7a", "#a99bff"),
    ];

    private static readonly Colours Light = new(
        "#ffffff",
        "#1f2328",
        "#59636e",
        "#d1d9e0",
        "#f6f8fa",
        "#c62a2f",
        "#a15c00",
        "#e7eaee",
        "#6e7781"
    );

    private static readonly Colours Dark = new(
        "#0d1117",
        "#e6edf3",
        "#9198a1",
        "#3d444d",
        "#161b22",
        "#ff7b72",
        "#e3a341",
        "#30363d",
        "#8b949e"
    );

    /// <summary>The class of the root element, so that pictures of several themes can stand in one page.</summary>
    public static string Root(MarbleTheme theme) => "cm-" + theme.ToString().ToLowerInvariant();

    public static string Sheet(MarbleTheme theme)
    {
        var root = "." + Root(theme);
        var sheet = new StringBuilder("\n").Append(Shapes(root));
        sheet.Append(theme == MarbleTheme.Dark ? Paint(root, Dark, DarkHues) : Paint(root, Light, LightHues));
        if (theme == MarbleTheme.Auto)
            sheet.Append("@media (prefers-color-scheme: dark) {\n").Append(Paint(root, Dark, DarkHues)).Append("}\n");
        return sheet.ToString();
    }

    /// <summary>What is the same in both themes.</summary>
    private static string Shapes(string root) =>
        $$"""
            {{root}} text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
            {{root}} .title, {{root}} .name { font-weight: 600 }
            {{root}} .op { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
            {{root}} .line, {{root}} .past, {{root}} .bar { fill: none; stroke-width: 2 }
            {{root}} .past { stroke-dasharray: 2 5 }
            {{root}} .bar { stroke-width: 3; stroke-linecap: round }
            {{root}} .life { stroke-width: 7; stroke-linecap: round }
            {{root}} .cross, {{root}} .stop { fill: none; stroke-width: 3; stroke-linecap: round }
            {{root}} .guide, {{root}} .axis, {{root}} .cut { stroke-width: 1; fill: none }
            {{root}} .ring { stroke-width: 1.6 }
            {{root}} .long { opacity: .6 }

            """;

    private static string Paint(string root, Colours c, (string Fill, string Edge)[] hues)
    {
        var paint = new StringBuilder();
        paint.Append(
            CultureInfo.InvariantCulture,
            $$"""
            {{root}} .ground { fill: {{c.Ground}}; stroke: {{c.Rule}} }
            {{root}} text, {{root}} .head { fill: {{c.Ink}} }
            {{root}} .soft { fill: {{c.Soft}} }
            {{root}} .box { fill: {{c.Box}}; stroke: {{c.Rule}} }
            {{root}} .line, {{root}} .bar { stroke: {{c.Ink}} }
            {{root}} .past, {{root}} .cut, {{root}} .axis, {{root}} .life { stroke: {{c.Mark}} }
            {{root}} .flag { fill: {{c.Mark}} }
            {{root}} .guide { stroke: {{c.Guide}} }
            {{root}} .cross { stroke: {{c.Error}} }
            {{root}} .error { fill: {{c.Error}} }
            {{root}} .stop { stroke: {{c.Cancel}}; fill: {{c.Ground}} }
            {{root}} .grey { fill: {{c.Box}}; stroke: {{c.Mark}} }

            """
        );
        for (var i = 0; i < Hues; i++)
            paint
                .Append(root)
                .Append(" .k")
                .Append(i)
                .Append(CultureInfo.InvariantCulture, $" {{ fill: {hues[i].Fill}; stroke: {hues[i].Edge} }}\n");
        return paint.ToString();
    }

    /// <param name="Ground">Behind everything.</param>
    /// <param name="Ink">Text and lanes.</param>
    /// <param name="Soft">Text that is less important.</param>
    /// <param name="Rule">Edges of boxes.</param>
    /// <param name="Box">Inside the box of the operation.</param>
    /// <param name="Error">Errors.</param>
    /// <param name="Cancel">Cancellations.</param>
    /// <param name="Guide">Lines through all lanes at the times of the axis.</param>
    /// <param name="Mark">Axis, flags, what is over.</param>
    private sealed record Colours(
        string Ground,
        string Ink,
        string Soft,
        string Rule,
        string Box,
        string Error,
        string Cancel,
        string Guide,
        string Mark
    );
}
