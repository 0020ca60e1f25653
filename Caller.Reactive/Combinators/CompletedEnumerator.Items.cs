using System.Runtime.ExceptionServices;

namespace CallerReactive;

// The items' side. Whoever takes _waiting back under the lock answers the wait, once, outside it.
internal sealed partial class CompletedEnumerator<T>
{
    /// <summary>A whole collection, before the first use. What has ended already comes first, in input order.</summary>
    internal void Take(Pending<T>[] items)
    {
        _ready.EnsureCapacity(items.Length);
        var unfinished = new Completion<T>[items.Length];
        foreach (var item in items)
        {
            (item as TaskPending<T>)?.Look();
            if (item.IsDone)
            {
                _ready.Enqueue(item);
            }
            else
            {
                unfinished[_unfinished++] = new Completion<T>(this, item);
            }
        }

        _sourceEnded = true;
        _taken = _unfinished == items.Length ? unfinished : unfinished[.._unfinished];
        foreach (var completion in _taken)
        {
            completion.Listen();
        }
    }

    /// <summary>One more item of a lazy source. After the enumeration was left it is treated as those that were taken before.</summary>
    internal void Add(Pending<T> item)
    {
        var completion = new Completion<T>(this, item);
        bool left;
        lock (_gate)
        {
            left = _left;
            if (!left)
            {
                _unfinished++;
                (_open ??= []).Add(completion);
            }
        }

        if (left)
        {
            completion.Leave(_cancelUnfinished);
        }
        else
        {
            completion.Listen();
        }
    }

    /// <summary>On the thread that ended it.</summary>
    internal void OnItemDone(Completion<T> completion)
    {
        lock (_gate)
        {
            if (_left)
            {
                return;
            }

            _unfinished--;
            _open?.Remove(completion);
            _ready.Enqueue(completion.Item);
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
            TryMove_NeedsLock();
        }

        Pump?.Request(tookOne: true);
        BareCompletion.Answer(ref _next, true, null);
    }

    /// <summary>The source has no more items, or failed.</summary>
    internal void OnSourceEnded(Exception? error)
    {
        lock (_gate)
        {
            _error = error is null ? null : ExceptionDispatchInfo.Capture(error);
            _sourceEnded = true;
            if (!_waiting || !IsOver_NeedsLock())
            {
                return;
            }

            _waiting = false;
            _error = null;
        }

        BareCompletion.Answer(ref _next, false, error);
    }
}
