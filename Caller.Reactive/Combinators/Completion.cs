namespace CallerReactive;

/// <summary>One unfinished item of an enumeration; a node of the list of all of them.</summary>
internal sealed class Completion<T>(CompletedEnumerator<T> target, Pending<T> item) : PendingListener
{
    internal Completion<T>? Next;
    internal Completion<T>? Previous;

    internal Pending<T> Item => item;

    internal override void OnDone(Pending pending) => target.OnItemDone(this);
}
