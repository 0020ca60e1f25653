namespace CallerReactive;

/// <summary>Everything after an await comes home.</summary>
internal sealed class AsyncBackend : CallerBackend
{
    public override string Name => "Async";

    internal override SynchronizationContext? ItemContext(SynchronizationContext own) => own;

    internal override void Run(IBackendWork work, SynchronizationContext own)
    {
        using (Enter(own))
        {
            work.Invoke();
        }
    }
}
