namespace CallerReactive;

/// <summary>What every combinator asks of the pendings it is given.</summary>
internal static class Items
{
    /// <summary>A copy: what the collection becomes later is not seen.</summary>
    /// <exception cref="ArgumentException">An element is null.</exception>
    internal static TItem[] Copy<TItem>(IEnumerable<TItem> items)
        where TItem : class
    {
        ArgumentNullException.ThrowIfNull(items);
        TItem[] copy = [.. items];
        var hole = Array.FindIndex(copy, static item => item is null);
        return hole < 0 ? copy : throw new ArgumentException($"Element {hole} is null.", nameof(items));
    }

    /// <exception cref="InvalidOperationException">The pending whose function asks is among them.</exception>
    internal static void RefuseOneself(Pending item, Pending? asking)
    {
        if (ReferenceEquals(item, asking) && !item.IsDone)
        {
            throw new InvalidOperationException(
                $"Waiting for {item.DisplayName} in its own function would be a deadlock: it cannot end before its function does."
            );
        }
    }
}
