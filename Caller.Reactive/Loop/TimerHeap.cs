using System.Diagnostics;

namespace CallerReactive;

/// <summary>
/// A four-way heap ordered by (due, sequence) in which every item knows its index: insert, take and remove are O(log n),
/// and an insert behind all others (the usual case of a time-out) is O(1). Not thread-safe.
/// </summary>
internal sealed class TimerHeap
{
    private const int Arity = 4;

    private TimedItem?[] _items = [];
    private int _count;

    internal int Count => _count;

    internal TimedItem? First => _count == 0 ? null : _items[0];

    internal long FirstDue => _count == 0 ? long.MaxValue : _items[0]!.Due;

    internal void Insert(TimedItem item)
    {
        Debug.Assert(item.HeapIndex < 0, "An item is in one heap once.");
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(Arity, _count * 2));
        }

        _count++;
        SiftUp(_count - 1, item);
    }

    internal bool Remove(TimedItem item)
    {
        var index = item.HeapIndex;
        if (index < 0)
        {
            return false;
        }

        Debug.Assert(ReferenceEquals(_items[index], item), "An item's index points to itself.");
        item.HeapIndex = TimedItem.NotWaiting;
        _count--;
        var moved = _items[_count]!;
        _items[_count] = null;
        if (!ReferenceEquals(moved, item))
        {
            if (index > 0 && Precedes(moved, _items[(index - 1) / Arity]!))
            {
                SiftUp(index, moved);
            }
            else
            {
                SiftDown(index, moved);
            }
        }

        if (_items.Length > 64 && _count < _items.Length / 4)
        {
            Array.Resize(ref _items, _items.Length / 2);
        }

        return true;
    }

    internal TimedItem? At(int index) => _items[index];

    private static bool Precedes(TimedItem left, TimedItem right) =>
        left.Due < right.Due || (left.Due == right.Due && left.Sequence < right.Sequence);

    private void SiftUp(int index, TimedItem item)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Arity;
            if (!Precedes(item, _items[parent]!))
            {
                break;
            }

            Place(index, _items[parent]!);
            index = parent;
        }

        Place(index, item);
    }

    private void SiftDown(int index, TimedItem item)
    {
        while (true)
        {
            var child = (index * Arity) + 1;
            if (child >= _count)
            {
                break;
            }

            var last = Math.Min(child + Arity, _count);
            var least = child;
            for (child++; child < last; child++)
            {
                if (Precedes(_items[child]!, _items[least]!))
                {
                    least = child;
                }
            }

            if (!Precedes(_items[least]!, item))
            {
                break;
            }

            Place(index, _items[least]!);
            index = least;
        }

        Place(index, item);
    }

    private void Place(int index, TimedItem item)
    {
        _items[index] = item;
        item.HeapIndex = index;
    }
}
