namespace CallerReactive;

/// <summary>An item as it was when somebody looked: afterwards it may be recycled, so what is said of it was read then.</summary>
/// <param name="Subject">What it stands for. Only a pending may be asked anything later.</param>
/// <param name="Kind">What kind of work.</param>
/// <param name="Label">See <see cref="WorkItem.Label"/>.</param>
/// <param name="DueIn">Until its time; negative when that has passed. Null when it waits for its turn only.</param>
internal readonly record struct SeenItem(WorkItem Subject, CallerItemKind Kind, object? Label, TimeSpan? DueIn)
{
    internal static SeenItem Of(WorkItem item) => new(item.Subject, item.Kind, item.Label, null);

    /// <param name="item">What waits for its time.</param>
    /// <param name="clock">By which it does.</param>
    /// <param name="now">Read before: the clock may be a user's, and this runs under a lock.</param>
    internal static SeenItem Of(TimedItem item, LoopClock clock, LoopInstant now) =>
        new(
            item.Subject,
            item.Kind,
            item.Label,
            item.IsAbsolute ? new TimeSpan(item.Due - now.UtcTicks)
                : item.Due == long.MaxValue ? TimeSpan.MaxValue
                : clock.Elapsed(now.Timestamp, item.Due)
        );
}
