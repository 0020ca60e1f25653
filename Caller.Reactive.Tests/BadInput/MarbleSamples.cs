using CallerReactive.Marbles;

namespace CallerReactive.Tests.BadInput;

/// <summary>An object of every public type of the marble kit that does not make itself.</summary>
internal static class MarbleSamples
{
    internal static object? Of(Type type, MarbleHarness marbles) =>
        type == typeof(MarbleHarness) ? marbles
        : type == typeof(MarbleRecording) ? marbles.Record("lane")
        : type == typeof(MarbleRow) ? MarbleRow.Parse("a|")
        : type == typeof(MarbleDiagram) ? Diagram
        : type == typeof(DiagramRun) ? new DiagramRun(Diagram, marbles)
        : type == typeof(DiagramRow) ? new DiagramRow(MarbleRowKind.Cold, "row", "a|")
        : type == typeof(DiagramOperation) ? Diagram.Operation
        : type == typeof(DiagramOption) ? new DiagramOption("key", "value")
        : type == typeof(RecordedRun) ? new RecordedRun { Title = "run" }
        : type == typeof(RecordedLane) ? new RecordedLane { Name = "lane" }
        : type == typeof(PrintedMarbles) ? new PrintedMarbles("a|", MarbleOptions.Default, [])
        : null;

    /// <summary>Its one word is a number.</summary>
    private static MarbleDiagram Diagram => new() { Title = "sample", Operation = new("1") };
}
