namespace CallerReactive;

/// <summary>An item as it was when somebody looked: afterwards it may be recycled, so what is said of it was read then.</summary>
/// <param name="Subject">What it stands for. Only a pending may be asked anything later.</param>
/// <param name="Kind">What kind of work.</param>
/// <param name="Label">See <see cref="WorkItem.Label"/>.</param>
/// <param name="DueIn">Until its time; negative when that has passed. Null when it waits for its turn only.</param>
internal readonly record struct SeenItem(WorkItem Subject, CallerItemKind Kind, object? Label, TimeSpan? DueIn)
{
    internal static SeenItem Of(WorkItem item) => new(item.Subject, item.Kind, item.Label, null);

    internal static SeenItem Of(TimedItem item, LoopClock clock) =>
        new(
            item.Subject,
            item.Kind,
            item.Label,
            item.IsAbsolute ? new TimeSpan(item.Due - clock.UtcTicks)
                : item.Due == long.MaxValue ? TimeSpan.MaxValue
                : clock.Elapsed(clock.Timestamp, item.Due)
        );
}
