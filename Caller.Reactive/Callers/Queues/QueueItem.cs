namespace CallerReactive;

/// <summary>What was posted, and the flow of where it was.</summary>
internal readonly record struct QueueItem<T>(T Value, ExecutionContext? Context)
{
    /// <summary>Groups and managers that are active where it is posted do not reach the handler.</summary>
    internal static QueueItem<T> Of(T value) => new(value, TrackerScope.CaptureFlowWithout());
}
