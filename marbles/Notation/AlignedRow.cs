namespace CallerReactive.Marbles;

/// <summary>One of the rows that a <see cref="MarbleAligner"/> writes: what is to be written, how far that is, and the line so far.</summary>
internal sealed class AlignedRow(IReadOnlyList<MarbleEvent> events, MarbleRowKind kind, long startTicks, long endTicks)
{
    private int _first;
    private int _next;

    public IReadOnlyList<MarbleEvent> Events => events;

    public long StartTicks => startTicks;

    public long EndTicks => endTicks;

    public MarbleLine Line { get; } = new();

    /// <summary>Whether all is written and nothing, not even time, can follow.</summary>
    public bool HasEnded => _next == events.Count && EndsHere;

    private int Count => _next - _first;

    private bool EndsHere => _next > 0 && MarbleMarks.Ends(events[_next - 1].Kind, kind);

    /// <summary>A pending's value and its bar are one thing, no group.</summary>
    private bool IsPendingValue =>
        kind == MarbleRowKind.Pending
        && Count == 2
        && events[_first].Kind == MarbleEventKind.Value
        && events[_first + 1].Kind == MarbleEventKind.Complete;

    /// <summary>Takes the events of this time as the ones to write.</summary>
    public void Take(long ticks)
    {
        _first = _next;
        while (_next < events.Count && events[_next].Ticks == ticks)
            _next++;
    }

    /// <summary>How many frames the taken events take at least. None when nothing follows them.</summary>
    public long Frames(bool groupTakesOneFrame) =>
        Count == 0 || HasEnded ? 0
        : Count == 1 || groupTakesOneFrame ? 1
        : Count + 2;

    /// <summary>The first character to be written for the taken events; null for none.</summary>
    public char? FirstMark(Func<string, char> letter) =>
        Count switch
        {
            0 => null,
            1 => Mark(_first, letter),
            _ => IsPendingValue ? Mark(_first, letter) : '(',
        };

    /// <summary>Writes the taken events so that they take the frames given.</summary>
    public void WriteTaken(long frames, bool groupTakesOneFrame, Func<string, char> letter)
    {
        var isGroup = Count > 1 && !IsPendingValue;
        var needed = Frames(groupTakesOneFrame);
        if (isGroup)
            Line.Mark('(');
        for (var i = _first; i < _next; i++)
        {
            var mark = Mark(i, letter);
            if (Line.NeedsSpaceBefore(mark))
                Line.PadTo(Line.Length + 1);
            Line.Mark(mark);
        }
        if (isGroup)
            Line.Mark(')');
        if (!HasEnded)
            Line.Marks('-', frames - needed);
    }

    private char Mark(int index, Func<string, char> letter) =>
        MarbleMarks.Mark(events[index].Kind, events[index].Kind == MarbleEventKind.Value ? letter(events[index].Label) : ' ');
}
