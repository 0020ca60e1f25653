namespace CallerReactive;

/// <summary>Subscribes or unsubscribes on the caller; if the caller refuses it, something else happens instead, so that nobody waits for ever.</summary>
internal sealed class SubscribeOnItem(Action run, Action refused) : WorkItem
{
    private Action? _run = run;

    internal void Cancel() => Volatile.Write(ref _run, null);

    internal override void Run(Loop loop) => Interlocked.Exchange(ref _run, null)?.Invoke();

    internal override void Refuse(string reason)
    {
        if (Interlocked.Exchange(ref _run, null) is not null)
        {
            refused();
        }
    }
}
