namespace CallerReactive;

/// <summary>A queue in a <see cref="CallerSnapshot"/>.</summary>
/// <param name="Name">The name that it was given, or its handler's.</param>
/// <param name="Waiting">How many items wait.</param>
/// <param name="Capacity">How many it takes; null: any number.</param>
/// <param name="PostersWaiting">How many posts wait for room.</param>
/// <param name="IsHandling">Whether an item is being handled.</param>
/// <param name="TakesMore">Whether it takes more items; false when it is completed or closed.</param>
public sealed record CallerSnapshotQueue(string Name, int Waiting, int? Capacity, int PostersWaiting, bool IsHandling, bool TakesMore);
