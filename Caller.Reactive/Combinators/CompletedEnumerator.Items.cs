using System.Runtime.ExceptionServices;

namespace CallerReactive;

// The items' side. Whoever takes _waiting back under the lock answers the wait, once, outside it.
internal sealed partial class CompletedEnumerator<T>
{
    /// <summary>A whole collection, before the first use. What has ended already comes first, in input order.</summary>
    internal void Take(Pending<T>[] items)
    {
        List<Pending<T>> unfinished = [];
        foreach (var item in items)
        {
            if (item.IsDone)
            {
                _ready.Enqueue(item);
            }
            else
            {
                unfinished.Add(item);
            }
        }

        _sourceEnded = true;
        foreach (var item in unfinished)
        {
            Add(item);
        }
    }

    /// <summary>One more item. After the enumeration was left it is treated as those that were taken before.</summary>
    internal void Add(Pending<T> item)
    {
        var completion = new Completion<T>(this, item);
        lock (_gate)
        {
            if (!_left)
            {
                Link_NeedsLock(completion);
            }
            else
            {
                completion = null;
            }
        }

        if (completion is null)
        {
            CancelLeftOver(item);
        }
        else if (!item.TryAddListener(completion))
        {
            OnItemDone(completion);
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

            Unlink_NeedsLock(completion);
            _ready.Enqueue(completion.Item);
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
            TryMove_NeedsLock();
        }

        Pump?.Request(tookOne: true);
        _next.SetResult(true);
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

        if (error is null)
        {
            _next.SetResult(false);
        }
        else
        {
            _next.SetException(error);
        }
    }

    private void Link_NeedsLock(Completion<T> completion)
    {
        completion.Next = _unfinished;
        if (_unfinished is not null)
        {
            _unfinished.Previous = completion;
        }

        _unfinished = completion;
    }

    private void Unlink_NeedsLock(Completion<T> completion)
    {
        if (completion.Previous is null)
        {
            _unfinished = completion.Next;
        }
        else
        {
            completion.Previous.Next = completion.Next;
        }

        if (completion.Next is not null)
        {
            completion.Next.Previous = completion.Previous;
        }
    }
}
