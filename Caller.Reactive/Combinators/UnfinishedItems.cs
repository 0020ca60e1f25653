using System.Collections;

namespace CallerReactive;

/// <summary>What had not ended when a wait was over. A task is followed again only when somebody looks: most polls want nothing but the count.</summary>
internal sealed class UnfinishedItems<T>(IReadOnlyList<Pending<T>> items) : IReadOnlyList<Pending<T>>
{
    public int Count => items.Count;

    public Pending<T> this[int index] => HandOut(items[index]);

    public IEnumerator<Pending<T>> GetEnumerator() => items.Select(HandOut).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Pending<T> HandOut(Pending<T> item)
    {
        (item as TaskPending<T>)?.HandOut();
        return item;
    }
}
