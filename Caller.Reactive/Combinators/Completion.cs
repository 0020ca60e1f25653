namespace CallerReactive;

/// <summary>One item of an enumeration that had not ended when it was taken. Leaving may come while it begins to listen, or before.</summary>
internal sealed class Completion<T>(CompletedEnumerator<T> target, Pending<T> item) : PendingListener
{
    private const int Taken = 0;
    private const int Listening = 1;
    private const int Left = 2;

    private int _state;

    internal Pending<T> Item => item;

    /// <summary>Calls back now if it has ended.</summary>
    internal void Listen()
    {
        var task = item as TaskPending<T>;
        task?.Hold();
        if (Interlocked.CompareExchange(ref _state, Listening, Taken) != Taken)
        {
            task?.LetGo();
            return;
        }

        if (!item.TryAddListener(this))
        {
            target.OnItemDone(this);
        }
    }

    /// <summary>Without effect on what has ended.</summary>
    internal void Leave(bool cancel)
    {
        item.RemoveListener(this);
        if (Interlocked.Exchange(ref _state, Left) == Listening)
        {
            (item as TaskPending<T>)?.LetGo();
        }

        if (cancel)
        {
            item.Cancel("Cancelled by AsCompleted, which was left before its end.");
        }
    }

    internal override void OnDone(Pending pending) => target.OnItemDone(this);
}
