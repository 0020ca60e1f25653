namespace CallerReactive.Marbles;

/// <summary>Reads the indented lines of a diagram file: texts for letters, input rows, the operation, expected rows.</summary>
internal sealed class DiagramBlockReader(string? file)
{
    private readonly List<PendingRow> _rows = [];
    private readonly OrderedDictionary<string, string> _values = [];
    private readonly Dictionary<string, MarbleSource> _valueSources = [];
    private int _inputs;

    public DiagramOperation? Operation { get; private set; }

    public IReadOnlyList<DiagramRow> Inputs { get; private set; } = [];

    public IReadOnlyList<DiagramRow> Expected { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Values => _values;

    public bool IsEmpty => _rows.Count == 0 && Operation is null && _values.Count == 0;

    public void Read(string line, int number)
    {
        var at = line.Length - line.TrimStart().Length;
        if (line[at] == '>')
            ReadOperation(line, number, at);
        else if (line.AsSpan(at + 1).TrimStart().StartsWith("="))
            ReadValue(line, number, at);
        else
            ReadRow(line, number, at);
    }

    /// <summary>Reads the rows, which can be done only when it is known how they stand to each other.</summary>
    public void Finish(MarbleOptions timing, int lastLine)
    {
        if (Operation is null)
            throw new MarbleFormatException("there is no operation: an indented line that begins with >", file, lastLine, 0);
        if (_rows.Count == _inputs)
            throw new MarbleFormatException("there is no row below the operation that says what comes out", file, lastLine, 0);

        // Rows may be shifted by spaces so that equal times stand in one column; that shift belongs to their text.
        var column = _rows.Min(row => row.Column);
        var rows = _rows.ConvertAll(row =>
        {
            var text = new string(' ', row.Column - column) + row.Text;
            return new DiagramRow(row.Kind, row.Name, text, timing, row.Caller, new(file, row.Line, column + 1));
        });
        Inputs = rows[.._inputs];
        Expected = rows[_inputs..];
        var used = rows.SelectMany(row => row.Row.Events).Select(e => e.Kind == MarbleEventKind.Error ? "#" : e.Label).ToHashSet();
        foreach (var (letter, source) in _valueSources)
        {
            if (!used.Contains(letter))
                throw source.Error(source.Column, $"no row uses {letter}");
        }
    }

    private void ReadOperation(string line, int number, int at)
    {
        if (Operation is { } first)
            throw Error(number, at, $"a second operation (the first is in line {first.Source.Line})");
        var text = line[(at + 1)..].Trim();
        if (text.Length == 0)
            throw Error(number, at, "the operation is empty");
        Operation = new(text, new(file, number, line.IndexOf(text, StringComparison.Ordinal) + 1));
        _inputs = _rows.Count;
    }

    private void ReadValue(string line, int number, int at)
    {
        var letter = line[at].ToString();
        if (!MarbleMarks.IsLetter(line[at]) && letter != "#")
            throw Error(number, at, $"{letter} is no letter, digit or #, and cannot stand for a value");
        var value = line[(line.IndexOf('=', at) + 1)..].Trim();
        if (value.Length == 0)
            throw Error(number, at, $"{letter} stands for nothing");
        if (!_values.TryAdd(letter, value))
            throw Error(number, at, $"a second value for {letter} (the first is in line {_valueSources[letter].Line})");
        _valueSources.Add(letter, new(file, number, at + 1));
    }

    private void ReadRow(string line, int number, int at)
    {
        var kindWord = Word(line, ref at, out _);
        var start = at - kindWord.Length;
        if (!DiagramWords.TryKind(kindWord, out var kind))
            throw Error(number, start, $"\"{kindWord}\" is no kind of row; these are: {DiagramWords.AllKinds}");
        if (DiagramWords.Misplaced(kind, isInput: Operation is null) is { } misplaced)
            throw Error(number, start, misplaced);
        var name = Word(line, ref at, out var nameAt);
        if (!DiagramWords.Name.IsMatch(name))
            throw Error(number, nameAt, "a row has a name after its kind, one word that begins with a letter");
        string? caller = null;
        if (line.AsSpan(at).TrimStart().StartsWith("@"))
        {
            caller = Word(line, ref at, out var callerAt)[1..];
            if (!DiagramWords.Name.IsMatch(caller))
                throw Error(number, callerAt, "@ is followed by the name of a caller");
        }
        var text = line[at..].TrimStart();
        if (text.Length == 0)
            throw Error(number, line.Length, $"the row {name} is empty; write --- if nothing happens in it");
        var row = new PendingRow(kind, name, caller, text, number, line.Length - text.Length);
        if (_rows.Skip(Operation is null ? 0 : _inputs).FirstOrDefault(other => other.Name == name) is { } same)
            throw Error(number, nameAt, $"a second row {name} (the first is in line {same.Line})");
        _rows.Add(row);
    }

    private static string Word(string line, ref int at, out int start)
    {
        while (at < line.Length && char.IsWhiteSpace(line[at]))
            at++;
        start = at;
        while (at < line.Length && !char.IsWhiteSpace(line[at]))
            at++;
        return line[start..at];
    }

    private MarbleFormatException Error(int number, int at, string problem) => new(problem, file, number, at + 1);

    private sealed record PendingRow(MarbleRowKind Kind, string Name, string? Caller, string Text, int Line, int Column);
}
