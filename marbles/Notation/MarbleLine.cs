using System.Text;

namespace CallerReactive.Marbles;

/// <summary>One line of marbles while it is written. It knows where a digit and a letter would read as a time.</summary>
internal sealed class MarbleLine
{
    private readonly StringBuilder _text = new();
    private bool _wordIsDigits;
    private bool _wordIsEmpty = true;

    public int Length => _text.Length;

    /// <summary>Whether this mark must be set off by a space, because it would make a time of the digits before it: 1s, 20m.</summary>
    public bool NeedsSpaceBefore(char mark) => mark is 'm' or 's' && _wordIsDigits && !_wordIsEmpty;

    public void Mark(char mark)
    {
        _wordIsDigits = char.IsAsciiDigit(mark) && (_wordIsEmpty || _wordIsDigits);
        _wordIsEmpty = false;
        _text.Append(mark);
    }

    public void Marks(char mark, long count)
    {
        for (; count > 0; count--)
            Mark(mark);
    }

    /// <summary>A time, with a space before and after it.</summary>
    public void Time(string duration)
    {
        if (_text.Length > 0 && _text[^1] != ' ')
            _text.Append(' ');
        _text.Append(duration).Append(' ');
        _wordIsEmpty = true;
    }

    public void PadTo(int length)
    {
        if (_text.Length >= length)
            return;
        _text.Append(' ', length - _text.Length);
        _wordIsEmpty = true;
    }

    public override string ToString() => _text.ToString().TrimEnd(' ');
}
