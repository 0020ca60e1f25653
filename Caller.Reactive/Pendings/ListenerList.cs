using System.Diagnostics;

namespace CallerReactive;

/// <summary>Two listeners or more, in the order in which they came. Taking one out leaves a hole; holes are closed when they are half of it.</summary>
/// <remarks>
/// Not linked through the listeners: the first one may be taken and told by the end of the pending while a second thread builds this list around it,
/// so building must not write to it. Its index is 0 already.
/// </remarks>
internal sealed class ListenerList
{
    private PendingListener?[] _items;
    private int _used = 2;
    private int _alive = 2;
    private bool _closed;

    internal ListenerList(PendingListener first, PendingListener second)
    {
        Debug.Assert(first.Index == 0, "A listener that stands alone has index 0.");
        _items = [first, second, null, null];
        second.Index = 1;
    }

    internal bool TryAdd(PendingListener listener)
    {
        lock (this)
        {
            if (_closed)
            {
                return false;
            }

            if (_used == _items.Length)
            {
                MakeRoom_NeedsLock();
            }

            listener.Index = _used;
            _items[_used++] = listener;
            _alive++;
            return true;
        }
    }

    /// <summary>False when it is not in here (any more), or they are being told.</summary>
    internal bool Remove(PendingListener listener)
    {
        lock (this)
        {
            if (_closed || !ReferenceEquals(_items[listener.Index], listener))
            {
                return false;
            }

            _items[listener.Index] = null;
            _alive--;
            return true;
        }
    }

    internal List<PendingListener> Snapshot()
    {
        lock (this)
        {
            return _closed ? [] : [.. _items.OfType<PendingListener>()];
        }
    }

    /// <summary>The same for the one that it was built around, as long as that has not been taken out: until then nothing is moved to its place.</summary>
    internal bool RemoveFirst() => _items[0] is { } first && Remove(first);

    /// <summary>Refuses later ones and returns what there is, with holes.</summary>
    internal PendingListener?[] Close()
    {
        lock (this)
        {
            _closed = true;
            return _items;
        }
    }

    private void MakeRoom_NeedsLock()
    {
        var target = _alive <= _used / 2 ? _items : new PendingListener?[_items.Length * 2];
        var count = 0;
        for (var i = 0; i < _used; i++)
        {
            if (_items[i] is { } listener)
            {
                listener.Index = count;
                target[count++] = listener;
            }
        }

        Array.Clear(target, count, target.Length - count);
        _items = target;
        _used = count;
    }
}
