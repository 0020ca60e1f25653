namespace CallerReactive;

/// <summary>A subscription to several pendings at once; one of these for each.</summary>
internal sealed class ItemListener<T>(Pending<T> item, Action<Pending<T>> ended) : PendingListener, IDisposable
{
    public void Dispose() => item.RemoveListener(this);

    internal override void OnDone(Pending pending) => ended(item);

    /// <summary>Calls back now if it has ended.</summary>
    internal void Listen()
    {
        if (!item.TryAddListener(this))
        {
            ended(item);
        }
    }
}
