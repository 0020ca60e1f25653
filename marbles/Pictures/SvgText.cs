using System.Globalization;
using System.Text;

namespace CallerReactive.Marbles;

/// <summary>Text in pictures: how wide it is, about, and how it is cut.</summary>
internal static class SvgText
{
    /// <summary>The width in pixels, a little more than less: what draws the picture has fonts of its own.</summary>
    public static double Width(string text, double size) => text.EnumerateRunes().Sum(Ems) * size;

    /// <summary>The width of code, whose letters are all as wide.</summary>
    public static double CodeWidth(string text, double size) => text.EnumerateRunes().Sum(CodeEms) * size;

    /// <summary>The text, or as much of its beginning as fits, with an ellipsis.</summary>
    public static string Fit(string text, double size, double width) => Fit(text, width / size, Ems);

    /// <summary>The code, or as much of its beginning as fits, with an ellipsis.</summary>
    public static string FitCode(string text, double size, double width) => Fit(text, width / size, CodeEms);

    private static string Fit(string text, double room, Func<Rune, double> ems)
    {
        if (text.EnumerateRunes().Sum(ems) <= room)
            return text;
        var kept = new StringBuilder();
        room -= ems(new Rune('…'));
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && (room -= elements.GetTextElement().EnumerateRunes().Sum(ems)) >= 0)
            kept.Append(elements.GetTextElement());
        return kept.Append('…').ToString();
    }

    /// <summary>The text without what XML cannot hold and without line breaks, which a picture does not show.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var bad = Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF;
            clean.Append(
                rune.Value is '\n' or '\r' or '\t' ? new Rune(' ')
                : bad ? Rune.ReplacementChar
                : rune
            );
        }
        return clean.ToString();
    }

    private static double CodeEms(Rune rune) => rune.Value >= 0x1100 ? 1.2 : 0.62;

    private static double Ems(Rune rune) =>
        rune.Value switch
        {
            >= 0x1100 => 1.0,
            'i'
            or 'j'
            or 'l'
            or 't'
            or 'f'
            or 'r'
            or 'I'
            or ' '
            or '.'
            or ','
            or ':'
            or ';'
            or '\''
            or '|'
            or '!'
            or '('
            or ')'
            or '['
            or ']' => 0.38,
            'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 0.95,
            >= 'A' and <= 'Z' => 0.7,
            _ => 0.6,
        };
}
