using System.Globalization;
using System.Reactive;

namespace CallerReactive.Marbles;

/// <summary>A lane in the making: what happened in one place, each thing with its time and the caller on which it happened.</summary>
/// <remarks>Any thread may write and read it at any time.</remarks>
public sealed class MarbleRecording
{
    private readonly object _gate = new();
    private readonly List<RecordedEvent> _events = [];
    private readonly MarbleHarness _harness;
    private MarbleRow? _expected;
    private IReadOnlyDictionary<string, string>? _texts;
    private string? _expectedCaller;

    internal MarbleRecording(MarbleHarness harness, string name, MarbleRowKind kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _harness = harness;
        Name = name;
        Kind = kind;
    }

    /// <summary>The name of the lane.</summary>
    public string Name { get; }

    /// <summary>What the lane is about.</summary>
    public MarbleRowKind Kind { get; }

    /// <summary>What has happened so far, in order: a snapshot.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <summary>Whether something is expected of it.</summary>
    internal bool IsExpected => _expected is not null;

    /// <summary>Whether the expected row leaves it open how this ends, so that it may be unfinished.</summary>
    internal bool MayBeOpen => _expected is { HasEnd: false };

    /// <summary>Whether it has come to an end.</summary>
    internal bool HasEnded => Events is { Count: > 0 } events && MarbleMarks.Ends(events[^1].Kind, Kind);

    internal bool ExpectsError => _expected is { } row && row.Events.Any(e => e.Kind == MarbleEventKind.Error);

    /// <summary>Says what is to happen; <see cref="MarbleHarness.Run"/> compares.</summary>
    /// <param name="marbles">The row.</param>
    /// <param name="texts">The texts that its letters stand for (and <c>#</c>, maybe), or null when the letters are the labels.</param>
    /// <returns>This recording.</returns>
    /// <exception cref="MarbleFormatException">That is no row of this kind.</exception>
    public MarbleRecording Expect(string marbles, IReadOnlyDictionary<string, string>? texts = null) =>
        Expect(_harness.Parse(marbles, Kind), texts);

    /// <summary>Says on which caller all of it is to happen.</summary>
    /// <param name="caller">The name of the caller.</param>
    /// <returns>This recording.</returns>
    public MarbleRecording ExpectOn(string caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        _expectedCaller = RowName(caller);
        return this;
    }

    /// <summary>Writes a value now.</summary>
    /// <param name="value">The value; its text in the invariant culture becomes the label.</param>
    public void Value(object? value) => Add(MarbleEventKind.Value, Label(value));

    /// <summary>Writes that it is complete now.</summary>
    public void Complete() => Add(MarbleEventKind.Complete, "");

    /// <summary>Writes that it has failed now; in a lane that has a mark for it, a cancellation when the error says so.</summary>
    /// <param name="error">The error; its type becomes the label, or of a <see cref="MarbleErrorException"/> its message, unless that is the general one: then nothing does.</param>
    public void Error(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error is OperationCanceledException && Kind is MarbleRowKind.Async or MarbleRowKind.Pending or MarbleRowKind.Group)
            Add(MarbleEventKind.Cancelled, "");
        else
            Add(MarbleEventKind.Error, ErrorLabel(error));
    }

    internal MarbleRecording Expect(MarbleRow row, IReadOnlyDictionary<string, string>? texts)
    {
        _harness.Note(row);
        (_expected, _texts) = (row, texts);
        return this;
    }

    /// <returns>The index of the event, for <see cref="EndAt"/>.</returns>
    internal int Add(MarbleEventKind kind, string label, long? ticks = null)
    {
        var caller = CallerReactive.Caller.TryGetCurrent(out var current) ? RowName(current.Name) : null;
        lock (_gate)
        {
            if (_harness.IsOver)
                return -1;
            _events.Add(new(ticks ?? _harness.RecordedTicks, kind, label, caller));
            return _events.Count - 1;
        }
    }

    /// <summary>Writes how long something took that is over now.</summary>
    internal void EndAt(int index)
    {
        lock (_gate)
        {
            if (index >= 0 && !_harness.IsOver)
                _events[index] = _events[index] with { DurationTicks = _harness.RecordedTicks - _events[index].Ticks };
        }
    }

    internal MarbleMismatch? Compare() =>
        _expected is null ? null : MarbleComparison.Compare(Name, _expected, [.. Events.Select(e => e.ToMarble())], _texts);

    /// <summary>What happened on another caller than expected, in words.</summary>
    internal IEnumerable<string> Elsewhere() =>
        _expectedCaller is null
            ? []
            : Events
                .Where(e => e.Caller != _expectedCaller)
                .Select(e => $"{Name}: {e.ToMarble()} happened on {e.Caller ?? "no caller"}, but was expected on {_expectedCaller}.");

    /// <summary>The lane as it is now.</summary>
    internal RecordedLane ToLane()
    {
        var events = Events;
        var callers = events.Select(e => e.Caller).Distinct().ToList();
        return new()
        {
            Name = Name,
            Kind = Kind,
            Caller = Kind != MarbleRowKind.Caller && callers.Count == 1 ? callers[0] : null,
            Events = events,
        };
    }

    /// <summary>The name of a caller as rows can have it: one word, so a worker is <c>gui.worker.1</c>.</summary>
    internal static string RowName(string caller) => string.Join('.', caller.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    internal static string Label(object? value) =>
        value switch
        {
            null => "null",
            string text => text,
            Unit => "",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    internal static string ErrorLabel(Exception error) =>
        error is not MarbleErrorException ? error.GetType().Name
        : error.Message == new MarbleErrorException().Message ? ""
        : error.Message;
}
