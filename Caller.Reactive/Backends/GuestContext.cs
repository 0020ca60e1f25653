namespace CallerReactive;

/// <summary>The context of a guest backend on one caller.</summary>
internal sealed class GuestContext(GuestBackend backend, SynchronizationContext own) : SynchronizationContext
{
    internal GuestBackend Backend => backend;

    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        backend.Take(() => own.Post(_ => backend.Continue(d, state, this), null));
    }

    /// <summary>Blocks, so it takes no turn: it goes home directly.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        own.Send(_ => backend.Continue(d, state, this), null);
    }

    public override SynchronizationContext CreateCopy() => this;

    public override string ToString() => $"{backend.Name} as a guest of the {own}";
}
