namespace CallerReactive;

/// <summary>A queue in a <see cref="CallerSnapshot"/>.</summary>
public sealed record CallerSnapshotQueue
{
    internal CallerSnapshotQueue(string name, int waiting, int? capacity, int postersWaiting, bool isHandling, bool takesMore) =>
        (Name, Waiting, Capacity, PostersWaiting, IsHandling, TakesMore) = (name, waiting, capacity, postersWaiting, isHandling, takesMore);

    /// <summary>The name that it was given, or its handler's.</summary>
    public string Name { get; }

    /// <summary>How many items wait.</summary>
    public int Waiting { get; }

    /// <summary>How many it takes; null: any number.</summary>
    public int? Capacity { get; }

    /// <summary>How many posts wait for room.</summary>
    public int PostersWaiting { get; }

    /// <summary>Whether an item is being handled.</summary>
    public bool IsHandling { get; }

    /// <summary>Whether it takes more items; false when it is completed or closed.</summary>
    public bool TakesMore { get; }
}
