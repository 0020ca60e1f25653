using System.Diagnostics;
using System.Reactive;

namespace CallerReactive;

/// <summary>What stands for a queue: it runs as long as the queue is open, and cancelling it closes the queue. It is current in the handler.</summary>
internal sealed class QueuePending(Loop loop, string? name, Delegate handler, Action close) : Pending<Unit>(PendingState.Running, loop)
{
    private string? _shown = name;
    private ExecutionContext? _captured;
    private ExecutionContext? _flowing;

    /// <summary>The name that the user gave it, if any.</summary>
    internal string? GivenName { get; } = name;

    // That of the handler's method is looked up once, and only when somebody asks: mostly nobody does.
    public override string Name => _shown ??= MethodLabel.NameOf(handler) ?? "queue";

    /// <summary>
    /// Before a handler is called: what was captured when the item was posted, with this as the current pending. Items that are posted from one place mostly have
    /// one context, so the last result is kept: such an item allocates no AsyncLocal. What it costs is that an idle queue keeps its last item's context alive.
    /// </summary>
    internal void FlowInto(ExecutionContext? captured)
    {
        if (_flowing is not null && ReferenceEquals(captured, _captured))
        {
            Loop.Restore(_flowing);
            return;
        }

        Loop.Restore(captured);
        FlowAsCurrent();
        (_captured, _flowing) = (captured, Loop.CaptureFlow());
    }

    /// <summary>Of the handler, which is that of all that runs in it: a group there, or an await of the caller's end. Once nothing more is taken.</summary>
    internal void FireToken() => Details.CancelSource();

    internal override object? Label => handler;

    internal override void Run(Loop loop) => throw new UnreachableException("A queue's pending is not work: its items are.");

    private protected override void AskToEnd(PendingDetails details) => close();
}
