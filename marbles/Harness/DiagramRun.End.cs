namespace CallerReactive.Marbles;

/// <summary>After the declarations: what the diagram says that nobody has read; after the run: which lane is which row.</summary>
public sealed partial class DiagramRun
{
    private readonly List<IMarbleObservable> _sources = [];

    /// <exception cref="MarbleFormatException">The diagram says something that the scenario has not read.</exception>
    internal void RequireAllRead()
    {
        foreach (var row in Diagram.Inputs.Where(row => !_used.Contains(row.Name)))
            throw row.Row.Source.Error(0, $"the scenario does not use the row {row.Name}");
        foreach (var option in Diagram.Options.Where(option => !_readOptions.Contains(option.Key)))
            throw option.Source.Error(option.Source.Column, $"the scenario does not know the option {option.Key}");
        for (var i = 0; i < Diagram.Operation.Words.Count; i++)
        {
            if (!_readWords.Contains(i))
                throw OperationError($"the scenario does not know what to do with \"{Diagram.Operation.Words[i]}\"");
        }
    }

    /// <summary>Compares all expected rows, and gives what is to be drawn.</summary>
    internal RecordedRun Finish(TimeSpan? until)
    {
        var outputs = Diagram.Expected.Select(Lane).ToList();
        Harness.Check([.. outputs, .. Harness.Listed.Except(outputs)]);
        List<RecordedLane> inputs = [.. Diagram.Inputs.Select(row => Harness.InputLane(row.Name, row.Kind).ToLane())];
        return new()
        {
            Title = Diagram.Title,
            Prose = Diagram.Prose,
            Operation = Diagram.Operation.Text,
            Frame = Diagram.Timing.Frame,
            Inputs = inputs,
            Outputs = [.. outputs.Select(lane => lane.ToLane()).Where(lane => !inputs.Exists(input => IsSame(input, lane)))],
            StopTicks = until?.Ticks ?? 0,
        };
    }

    /// <summary>A pending that goes in and is expected below is one pending. It is compared, but a picture needs it only once.</summary>
    private static bool IsSame(RecordedLane input, RecordedLane output) =>
        output.Kind == MarbleRowKind.Pending
        && (input.Kind, input.Name) == (output.Kind, output.Name)
        && input.ToMarbles().SequenceEqual(output.ToMarbles());

    private MarbleRecording Lane(DiagramRow row)
    {
        var lane =
            row.Kind switch
            {
                MarbleRowKind.Caller => Harness.Lane(row.Name),
                MarbleRowKind.Subscription => _sources
                    .Select(source => source.SubscriptionLane(row.Name))
                    .FirstOrDefault(found => found is not null)
                    ?? Harness.Unlisted(row.Name, row.Kind),
                _ => Harness.Listed.FirstOrDefault(lane => lane.Name == row.Name && lane.Kind == row.Kind),
            } ?? throw row.Row.Source.Error(0, $"the scenario records no {MarbleMarks.Word(row.Kind)} {row.Name}; it records {Recorded()}");
        lane.Expect(row.Row, Diagram.Values);
        return row.Caller is null ? lane : lane.ExpectOn(row.Caller);
    }

    private string Recorded() => string.Join(", ", Harness.Listed.Select(lane => $"{MarbleMarks.Word(lane.Kind)} {lane.Name}"));
}
