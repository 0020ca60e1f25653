using System.Runtime.CompilerServices;
using System.Text;

namespace CallerReactive.Marbles;

/// <summary>The text of a path: letters as they are, numbers as <see cref="Svg.Number"/> writes them.</summary>
[InterpolatedStringHandler]
internal readonly ref struct PathText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + formattedCount * 6);

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(double number) => _text.Append(Svg.Number(number));

    public override string ToString() => _text.ToString();
}
