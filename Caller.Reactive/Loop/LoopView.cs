namespace CallerReactive;

/// <summary>What a loop runs and keeps, as of one moment.</summary>
internal sealed class LoopView
{
    /// <summary>What runs on the thread just now; null between items.</summary>
    internal SeenItem? Executing { get; set; }

    /// <summary>What waits below that on the same stack, because it pumped its host: from the outermost on.</summary>
    internal List<SeenItem> Interrupted { get; } = [];

    /// <summary>Calls that have begun and await something.</summary>
    internal List<SeenItem> Begun { get; } = [];

    /// <summary>The first of what waits for its turn, in order.</summary>
    internal List<SeenItem> Ready { get; } = [];

    /// <summary>The first of what waits for its time, in due order.</summary>
    internal List<SeenItem> Timed { get; } = [];

    internal int ReadyCount { get; set; }

    internal int TimedCount { get; set; }

    /// <summary>False when the loop could not be made to stand still, so that what is ready is not known.</summary>
    internal bool IsComplete { get; set; } = true;
}
