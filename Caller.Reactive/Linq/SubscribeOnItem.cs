namespace CallerReactive;

/// <summary>Subscribes or unsubscribes on the caller; if the caller refuses it, something else happens instead, so that nobody waits for ever.</summary>
internal sealed class SubscribeOnItem(Loop loop, Action run, Action refused) : WorkItem
{
    private Action? _run = run;

    internal override CallerItemKind Kind => CallerItemKind.Observer;

    internal void Cancel() => Volatile.Write(ref _run, null);

    internal override void Run(Loop loop) => Interlocked.Exchange(ref _run, null)?.Invoke();

    internal override void Refuse(string reason)
    {
        if (Interlocked.Exchange(ref _run, null) is not null)
        {
            try
            {
                refused();
            }
            catch (Exception e)
            {
                // An observer without an error handler rethrows what it is told; that must not keep the others from being refused (decision 28).
                ObserverErrors.Report(loop, e, CallerExceptionOrigin.Observer);
            }
        }
    }
}
