using System.Globalization;

namespace CallerReactive.Marbles;

/// <summary>Times as rows write them: <c>10ms</c>, <c>1.5s</c>, <c>2m</c>.</summary>
internal static class MarbleDuration
{
    private const string TooFine = "a time is finer than 100 ns";

    // The point and nine digits write any whole number of ticks, in any unit; beyond that decimal would round.
    private const int MaxFraction = 10;

    /// <summary>
    /// The length of the word at the start of <paramref name="text"/> if that is a time: digits, maybe a point and more digits,
    /// a unit, and then a space or the end. 0 if it is not; then its digits and letters are values, as in RxJS.
    /// </summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var i = Digits(text, 0);
        if (i == 0)
            return 0;
        if (i < text.Length && text[i] == '.')
        {
            var end = Digits(text, i + 1);
            if (end == i + 1)
                return 0;
            i = end;
        }
        var rest = text[i..];
        var unit =
            rest.StartsWith("ms") ? 2
            : rest.StartsWith("s") || rest.StartsWith("m") ? 1
            : 0;
        return unit > 0 && (unit == rest.Length || char.IsWhiteSpace(rest[unit])) ? i + unit : 0;
    }

    /// <summary>Reads a word that <see cref="Length"/> has measured.</summary>
    /// <param name="word">The digits and the unit.</param>
    /// <param name="ticks">The time.</param>
    /// <param name="problem">What is wrong with it, when the answer is false.</param>
    public static bool TryRead(ReadOnlySpan<char> word, out long ticks, out string problem)
    {
        ticks = 0;
        var unit = Unit(word, out var digits);
        problem = TooFine;
        if (digits.IndexOf('.') is >= 0 and var point && digits[point..].TrimEnd('0').Length > MaxFraction)
            return false;
        problem = $"a time is longer than {nameof(TimeSpan)} can hold";
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        if (number > long.MaxValue / unit)
            return false;
        var exact = number * unit;
        if (exact != decimal.Truncate(exact))
        {
            problem = TooFine;
            return false;
        }
        ticks = (long)exact;
        return true;
    }

    /// <summary>Reads a time that stands alone, such as an option in a file.</summary>
    public static bool TryReadWhole(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        return !text.IsEmpty && Length(text) == text.Length && TryRead(text, out ticks, out _);
    }

    /// <summary>Writes a time as short as it can be without losing any of it; a negative one with a minus sign.</summary>
    public static string Format(long ticks)
    {
        var (unit, name) = ticks switch
        {
            0 => (TimeSpan.TicksPerMillisecond, "ms"),
            _ when ticks % TimeSpan.TicksPerMinute == 0 => (TimeSpan.TicksPerMinute, "m"),
            _ when Math.Abs((decimal)ticks) >= TimeSpan.TicksPerSecond && ticks % (TimeSpan.TicksPerSecond / 10) == 0 => (
                TimeSpan.TicksPerSecond,
                "s"
            ),
            _ => (TimeSpan.TicksPerMillisecond, "ms"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)ticks / unit:0.####}{name}");
    }

    /// <summary>Writes a time for a person: minutes apart from what is less, <c>60m 3ms</c>.</summary>
    public static string Words(long ticks)
    {
        var rest = ticks % TimeSpan.TicksPerMinute;
        return rest == 0 || rest == ticks ? Format(ticks) : $"{Format(ticks - rest)} {Format(Math.Abs(rest))}";
    }

    private static long Unit(ReadOnlySpan<char> word, out ReadOnlySpan<char> digits)
    {
        var isMilliseconds = word.EndsWith("ms");
        digits = word[..^(isMilliseconds ? 2 : 1)];
        return isMilliseconds ? TimeSpan.TicksPerMillisecond
            : word[^1] == 's' ? TimeSpan.TicksPerSecond
            : TimeSpan.TicksPerMinute;
    }

    private static int Digits(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && char.IsAsciiDigit(text[from]))
            from++;
        return from;
    }
}
