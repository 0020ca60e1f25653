namespace CallerReactive.Marbles;

/// <summary>What really happened when a diagram, or anything else, was run. Pictures are drawn from this, never from text.</summary>
/// <remarks>Immutable, and so safe for any thread.</remarks>
public sealed record RecordedRun
{
    /// <summary>The title, one line.</summary>
    public required string Title { get; init; }

    /// <summary>What a reader is told about it; may be empty.</summary>
    public string Prose { get; init; } = "";

    /// <summary>What was done, in the words of the API, such as <c>CallLater 30ms</c>; empty when there is nothing to name.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The time of one frame: the unit of the time axis. One millisecond unless set.</summary>
    public TimeSpan Frame { get; init; } = MarbleOptions.Default.Frame;

    /// <summary>The lanes that went in.</summary>
    public IReadOnlyList<RecordedLane> Inputs { get; init; } = [];

    /// <summary>The lanes that came out.</summary>
    public IReadOnlyList<RecordedLane> Outputs { get; init; } = [];

    /// <summary>When the recording was stopped, in ticks, if that is later than the last event; else it may be 0.</summary>
    public long StopTicks { get; init; }

    /// <summary>All lanes, those that went in first.</summary>
    public IEnumerable<RecordedLane> Lanes => Inputs.Concat(Outputs);

    /// <summary>When the first thing happened, in ticks; 0 unless that was before time 0.</summary>
    public long StartTicks => Lanes.SelectMany(lane => lane.Events).Select(e => e.Ticks).Append(0).Min();

    /// <summary>When the last thing was over, or the recording stopped if that was later, in ticks.</summary>
    public long EndTicks => Lanes.SelectMany(lane => lane.Events).Select(e => e.EndTicks).Append(StopTicks).Max();
}
