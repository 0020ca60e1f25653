namespace CallerReactive;

/// <summary>Somebody who is to be told when a pending has ended.</summary>
internal abstract class PendingListener
{
    /// <summary>Its place in the list, so that taking it out is not a search.</summary>
    internal int Index { get; set; }

    /// <summary>On the thread that ended the pending, outside all locks. What it throws is reported.</summary>
    internal abstract void OnDone(Pending pending);
}
