namespace CallerReactive;

/// <summary>
/// Recycles items that hand nothing out, so that a post or an element costs no allocation. Items rented on the loop stay on the loop;
/// items rented elsewhere go back in chains.
/// </summary>
/// <remarks>
/// Only the loop's thread sets <c>_returned</c> from null to a chain, only a renter sets it back to null, by exchange: a plain test for null
/// is enough to publish. <c>_outside</c> belongs to whoever holds the guard; a renter that does not get it allocates instead of waiting.
/// </remarks>
/// <param name="loop">Whose thread runs the items.</param>
/// <param name="owner">What an item is made for.</param>
/// <param name="create">Static: a closure would be kept by every loop.</param>
internal sealed class ItemPool<T>(Loop loop, object owner, Func<object, T> create)
    where T : PooledItem
{
    /// <summary>What is kept at most on each side: a burst must not stay in memory for ever.</summary>
    private const int Limit = 256;

    private WorkItem? _local;
    private int _localCount;
    private WorkItem? _collected;
    private int _collectedCount;
    private WorkItem? _returned;
    private WorkItem? _outside;
    private int _guard;

    internal T Rent()
    {
        if (loop.IsExecuting)
        {
            if (_local is not T item)
            {
                return create(owner);
            }

            _local = item.Next;
            _localCount--;
            item.Next = null;
            return item;
        }

        return RentOutside();
    }

    /// <summary>On the loop's thread, by the item itself, when it is in no list and holds nothing any more.</summary>
    internal void Return(T item)
    {
        if (!item.RentedOutside)
        {
            if (_localCount < Limit)
            {
                item.Next = _local;
                _local = item;
                _localCount++;
            }

            return;
        }

        if (_collectedCount < Limit)
        {
            item.Next = _collected;
            _collected = item;
            _collectedCount++;
        }

        if (Volatile.Read(ref _returned) is null)
        {
            Volatile.Write(ref _returned, _collected);
            _collected = null;
            _collectedCount = 0;
        }
    }

    private T RentOutside()
    {
        if (Interlocked.CompareExchange(ref _guard, 1, 0) != 0)
        {
            return Create();
        }

        _outside ??= Volatile.Read(ref _returned) is null ? null : Interlocked.Exchange(ref _returned, null);
        var item = (T?)_outside;
        _outside = item?.Next;
        Volatile.Write(ref _guard, 0);
        if (item is null)
        {
            return Create();
        }

        item.Next = null;
        return item;
    }

    private T Create()
    {
        var item = create(owner);
        item.RentedOutside = true;
        return item;
    }
}
