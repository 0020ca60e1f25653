using System.Globalization;

namespace CallerReactive.Marbles;

/// <summary>What the operation and the options say.</summary>
public sealed partial class DiagramRun
{
    private readonly HashSet<string> _readOptions = new(StringComparer.Ordinal);
    private readonly HashSet<int> _readWords = [0];

    /// <summary>A word of the operation, the first being 0.</summary>
    /// <param name="index">Which one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="MarbleFormatException">The operation has fewer words.</exception>
    public string Word(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var words = Diagram.Operation.Words;
        _readWords.Add(index);
        return index < words.Count ? words[index] : throw OperationError($"the operation lacks its word {index + 1L}");
    }

    /// <summary>A time in the operation, such as the <c>30ms</c> of <c>CallLater 30ms</c>; with a minus sign it is negative.</summary>
    /// <param name="index">Which word it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="MarbleFormatException">That word is no time.</exception>
    public TimeSpan Time(int index) =>
        TryTime(Word(index), out var time) ? time : throw OperationError($"\"{Word(index)}\" is no time such as 30ms");

    /// <summary>A number in the operation, such as the 2 of <c>AsCompleted max 2</c>.</summary>
    /// <param name="index">Which word it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="MarbleFormatException">That word is no number.</exception>
    public int Number(int index) =>
        int.TryParse(Word(index), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw OperationError($"\"{Word(index)}\" is no number");

    /// <summary>The index of a word in the operation, or null: <c>max</c> in <c>AsCompleted max 2</c> is 1.</summary>
    /// <param name="word">The word.</param>
    public int? Find(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var words = Diagram.Operation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i] != word)
                continue;
            _readWords.Add(i);
            return i;
        }
        return null;
    }

    /// <summary>An option of the diagram, or null.</summary>
    /// <param name="key">The word before the colon.</param>
    public string? Option(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _readOptions.Add(key);
        return Diagram.Option(key)?.Value;
    }

    /// <summary>An option of the diagram that is a time, or null.</summary>
    /// <param name="key">The word before the colon.</param>
    /// <exception cref="MarbleFormatException">It is no time.</exception>
    public TimeSpan? TimeOption(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _readOptions.Add(key);
        return Diagram.Option(key) is not { } option ? null
            : TryTime(option.Value, out var time) ? time
            : throw option.Source.Error(option.Source.Column, $"{key} is a time such as 30ms, not \"{option.Value}\"");
    }

    private static bool TryTime(string text, out TimeSpan time)
    {
        var isNegative = text.StartsWith('-');
        var isTime = MarbleDuration.TryReadWhole(text.AsSpan(isNegative ? 1 : 0), out var ticks);
        time = TimeSpan.FromTicks(isNegative ? -ticks : ticks);
        return isTime;
    }

    private MarbleFormatException OperationError(string problem) =>
        Diagram.Operation.Source.Error(Diagram.Operation.Source.Column, problem);
}
