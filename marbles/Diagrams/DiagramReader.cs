namespace CallerReactive.Marbles;

/// <summary>Reads a diagram file: title, options, prose, and the indented block of rows.</summary>
internal sealed class DiagramReader(string text, string? file)
{
    private readonly List<string> _prose = [];
    private readonly List<DiagramOption> _options = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly DiagramBlockReader _block = new(file);
    private string[] _lines = [];
    private TimeSpan _frame = MarbleOptions.Default.Frame;
    private bool _oneFrame;

    public MarbleDiagram Read()
    {
        _lines = [.. text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
        var next = 0;
        while (next < _lines.Length && _lines[next].Length == 0)
            next++;
        var title = Title(next++);
        for (; next < _lines.Length && _lines[next].Length > 0; next++)
            ReadOption(next);
        for (; next < _lines.Length; next++)
            ReadBody(next);
        var timing = new MarbleOptions { Frame = _frame, GroupTakesOneFrame = _oneFrame };
        _block.Finish(timing, _lines.Length);
        return new()
        {
            File = file,
            Title = title,
            Prose = string.Join('\n', _prose).Trim('\n'),
            Timing = timing,
            Options = _options,
            Values = _block.Values,
            Inputs = _block.Inputs,
            Operation = _block.Operation!,
            Expected = _block.Expected,
        };
    }

    private string Title(int index)
    {
        if (index == _lines.Length || !_lines[index].StartsWith("# ", StringComparison.Ordinal))
            throw Error(Math.Min(index, _lines.Length - 1), 0, "a diagram begins with its title: # and a line of text");
        return _lines[index][2..].Trim();
    }

    private void ReadOption(int index)
    {
        var line = _lines[index];
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var key = colon < 0 ? "" : line[..colon];
        if (!DiagramWords.Key.IsMatch(key))
            throw Error(index, 0, "a line right under the title is an option, key: value; prose comes after an empty line");
        var value = line[(colon + 1)..].Trim();
        var column = line.Length - line[(colon + 1)..].TrimStart().Length;
        if (value.Length == 0)
            throw Error(index, colon, $"the option {key} has no value");
        if (!_keys.Add(key))
            throw Error(index, 0, $"a second option {key}");
        switch (key)
        {
            case DiagramWords.Frame:
                if (!MarbleDuration.TryReadWhole(value, out var ticks) || ticks == 0)
                    throw Error(index, column, $"the time of a frame is written as 1ms, 0.5s or 2m, and is more than nothing: {value}");
                _frame = TimeSpan.FromTicks(ticks);
                break;
            case DiagramWords.Groups:
                if (value is not (DiagramWords.GroupsOneFrame or DiagramWords.GroupsByLength))
                    throw Error(
                        index,
                        column,
                        $"groups take \"{DiagramWords.GroupsOneFrame}\" or \"{DiagramWords.GroupsByLength}\", not \"{value}\""
                    );
                _oneFrame = value == DiagramWords.GroupsOneFrame;
                break;
            default:
                _options.Add(new(key, value, new(file, index + 1, column + 1)));
                break;
        }
    }

    private void ReadBody(int index)
    {
        var line = _lines[index];
        if (line.Length > 0 && char.IsWhiteSpace(line[0]))
            _block.Read(line, index + 1);
        else if (_block.IsEmpty)
            _prose.Add(line);
        else if (line.Length > 0)
            throw Error(index, 0, "prose stands above the rows, and rows are indented");
    }

    private MarbleFormatException Error(int index, int at, string problem) => new(problem, file, index + 1, at + 1);
}
