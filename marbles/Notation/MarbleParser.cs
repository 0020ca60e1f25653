namespace CallerReactive.Marbles;

/// <summary>Reads one row, in one pass, character by character.</summary>
/// <remarks>
/// The grammar is the one of RxJS's <c>run</c> mode, stricter in what it lets pass silently: nothing follows the end, no time
/// passes inside a group, and a group is not empty.
/// </remarks>
internal ref struct MarbleParser(string text, MarbleRowKind kind, MarbleOptions options, MarbleSource source)
{
    private readonly List<MarbleEvent> _events = [];
    private long _now;
    private long _zero;
    private int _position;
    private int _group = -1;
    private int _groupMarks;
    private long _groupTime;
    private int _origin = -1;
    private int _end = -1;

    public MarbleRow Read()
    {
        while (_position < text.Length)
        {
            if (char.IsWhiteSpace(text[_position]))
                _position++;
            else if (!ReadDuration())
                ReadMark(text[_position++]);
        }
        if (_group >= 0)
            throw Error(_group, "a group is not closed");
        if (AwaitsBar)
            throw Error(text.Length, "a pending ends with its value: write | after it");
        return Row();
    }

    /// <summary>A pending has its value and nothing else yet.</summary>
    private readonly bool AwaitsBar => kind == MarbleRowKind.Pending && _end < 0 && _events.Count > 0;

    private bool ReadDuration()
    {
        // Only a word that begins after a space can be a time, so a1s is three values.
        if (!char.IsAsciiDigit(text[_position]) || (_position > 0 && !char.IsWhiteSpace(text[_position - 1])))
            return false;
        var length = MarbleDuration.Length(text.AsSpan(_position));
        if (length == 0)
            return false;
        RequireTime();
        if (!MarbleDuration.TryRead(text.AsSpan(_position, length), out var ticks, out var problem))
            throw Error(_position, problem);
        Pass(ticks);
        _position += length;
        return true;
    }

    private void ReadMark(char mark)
    {
        var at = _position - 1;
        switch (mark)
        {
            case '-':
                _position = at;
                RequireTime();
                _position = at + 1;
                Pass(options.Frame.Ticks);
                break;
            case '(':
                OpenGroup(at);
                break;
            case ')':
                CloseGroup(at);
                break;
            default:
                ReadEvent(mark, at);
                break;
        }
    }

    private void OpenGroup(int at)
    {
        RequireNotEnded(at);
        if (_group >= 0)
            throw Error(at, "a group inside a group");
        if (AwaitsBar)
            throw Error(at, "a pending ends with its value: | is expected here");
        (_group, _groupMarks, _groupTime) = (at, 0, _now);
        if (!options.GroupTakesOneFrame)
            Pass(options.Frame.Ticks);
    }

    private void CloseGroup(int at)
    {
        if (_group < 0)
            throw Error(at, "a group is closed that was not opened");
        if (_groupMarks == 0)
            throw Error(_group, "a group is empty");
        if (AwaitsBar)
            throw Error(at, "a pending ends with its value: | is expected here");
        _group = -1;
        Pass(options.Frame.Ticks);
    }

    private void ReadEvent(char mark, int at)
    {
        if (MarbleMarks.Meaning(mark, kind) is not { } meaning)
            throw Error(at, Misplaced(mark, at));
        RequireNotEnded(at);
        if (AwaitsBar && meaning != MarbleEventKind.Complete)
            throw Error(at, "a pending ends with its value: | is expected here");
        if (mark == '^')
            SetOrigin(at);
        if (meaning == MarbleEventKind.Unsubscribe && _origin < 0)
            throw Error(at, "an unsubscription (!) without a subscription (^) before it");

        var time = _group >= 0 ? _groupTime : _now;
        if (AwaitsBar)
            time = _events[^1].Ticks; // The bar after a pending's value is how it is written, not a later moment.
        if (kind == MarbleRowKind.Hot && mark == '^')
            _zero = time;
        _events.Add(new(time, meaning, meaning == MarbleEventKind.Value ? MarbleMarks.Label(mark) : "", source.Column + at));
        if (MarbleMarks.Ends(meaning, kind))
            _end = at;
        if (_group >= 0)
            _groupMarks++;
        if (_group < 0 || !options.GroupTakesOneFrame)
            Pass(options.Frame.Ticks);
    }

    private void SetOrigin(int at)
    {
        if (_origin >= 0)
            throw Error(at, $"a second ^ (the first is at column {source.Column + _origin})");
        _origin = at;
    }

    private readonly string Misplaced(char mark, int at) =>
        mark switch
        {
            '^' => $"^ has no place in a row of this kind ({MarbleMarks.Word(kind)}); the point of subscription belongs to a hot row",
            '!' => $"! has no place in a row of this kind ({MarbleMarks.Word(kind)})",
            _ when kind == MarbleRowKind.Subscription && (MarbleMarks.IsLetter(mark) || mark is '|' or '#') =>
                $"{mark} has no place in the row of a subscription, which has ^, ! and time only",
            _ => $"unknown character {Name(mark, at)}",
        };

    private readonly string Name(char mark, int at) =>
        char.IsSurrogate(mark) || char.IsControl(mark)
            ? $"U+{(char.IsHighSurrogate(mark) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? char.ConvertToUtf32(mark, text[at + 1]) : mark):X4}"
            : $"'{mark}'";

    private readonly void RequireTime()
    {
        RequireNotEnded(_position);
        if (_group >= 0)
            throw Error(_position, "no time passes inside a group");
        if (AwaitsBar)
            throw Error(_position, "a pending ends with its value: | is expected here");
    }

    private readonly void RequireNotEnded(int at)
    {
        if (_end >= 0)
            throw Error(at, $"nothing can follow the end ({text[_end]} at column {source.Column + _end})");
    }

    private void Pass(long ticks)
    {
        if (ticks > long.MaxValue - _now)
            throw Error(_position, $"the row is longer than {nameof(TimeSpan)} can hold");
        _now += ticks;
    }

    private readonly MarbleRow Row()
    {
        if (_zero != 0)
        {
            for (var i = 0; i < _events.Count; i++)
                _events[i] = _events[i] with { Ticks = _events[i].Ticks - _zero };
        }
        var end = _end >= 0 ? _events[^1].Ticks : _now - _zero;
        return new(kind, options, source, _events, -_zero, end);
    }

    private readonly MarbleFormatException Error(int at, string problem) => source.Error(source.Column + at, problem);
}
