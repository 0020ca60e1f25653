namespace CallerReactive;

/// <summary>The timer of a call that waits for its delay. A call that ends meanwhile takes it out of the timers.</summary>
internal sealed class DelayedCall(Pending call, Loop home) : TimedItem
{
    internal override WorkItem Subject => call;

    internal void CallEnded() => home.RemoveTimed(this);

    internal override CallerItemKind Kind => CallerItemKind.PendingCall;

    internal override object? Label => call.Label;

    internal override void Run(Loop loop) => call.Run(loop);

    internal override void Refuse(string reason) => call.Refuse(reason);
}
