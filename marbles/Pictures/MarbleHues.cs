namespace CallerReactive.Marbles;

/// <summary>
/// Which marble has which colour. Where callers matter, the colour is the caller and the letter the value; otherwise equal values
/// have equal colours in all lanes.
/// </summary>
internal sealed class MarbleHues
{
    private readonly Dictionary<string, int> _hues = new(StringComparer.Ordinal);

    public MarbleHues(RecordedRun run)
    {
        foreach (var lane in run.Lanes)
        {
            Callers |= lane.Caller is not null || lane.Kind == MarbleRowKind.Caller;
            foreach (var e in lane.Events)
                Callers |= e.Caller is not null;
        }
        foreach (var lane in run.Lanes)
        {
            if (Callers && CallerOf(lane, default) is { } name)
                _hues.TryAdd(name, _hues.Count);
            foreach (var e in lane.Events.Where(e => e.Kind == MarbleEventKind.Value))
            {
                if (Key(lane, e) is { } key)
                    _hues.TryAdd(key, _hues.Count);
            }
        }
    }

    /// <summary>Whether colours are callers, and so must be explained.</summary>
    public bool Callers { get; }

    /// <summary>The keys in the order of their appearance.</summary>
    public IEnumerable<string> Keys => _hues.OrderBy(pair => pair.Value).Select(pair => pair.Key);

    public string Style(RecordedLane lane, RecordedEvent e) =>
        e.Kind == MarbleEventKind.Value && Key(lane, e) is { } key && _hues.ContainsKey(key) ? Style(key) : "grey";

    public string Style(string key) => $"k{_hues[key] % SvgStyle.Hues}";

    private string? Key(RecordedLane lane, RecordedEvent e) => Callers ? CallerOf(lane, e) : e.Label;

    private static string? CallerOf(RecordedLane lane, RecordedEvent e) =>
        e.Caller ?? lane.Caller ?? (lane.Kind == MarbleRowKind.Caller ? lane.Name : null);
}
