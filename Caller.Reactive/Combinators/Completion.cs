namespace CallerReactive;

/// <summary>One item of an enumeration that had not ended when it was taken.</summary>
internal sealed class Completion<T>(CompletedEnumerator<T> target, Pending<T> item) : PendingListener
{
    internal Pending<T> Item => item;

    /// <summary>Calls back now if it has ended.</summary>
    internal void Listen()
    {
        if (!item.TryAddListener(this))
        {
            target.OnItemDone(this);
        }
    }

    /// <summary>Without effect on what has ended.</summary>
    internal void Leave(bool cancel)
    {
        item.RemoveListener(this);
        if (cancel)
        {
            item.Cancel("Cancelled by AsCompleted, which was left before its end.");
        }
    }

    internal override void OnDone(Pending pending) => target.OnItemDone(this);
}
