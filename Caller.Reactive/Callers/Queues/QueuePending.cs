using System.Diagnostics;
using System.Reactive;

namespace CallerReactive;

/// <summary>What stands for a queue: it runs as long as the queue is open, and cancelling it closes the queue. It is current in the handler.</summary>
internal sealed class QueuePending(Loop loop, string? name, Delegate handler, Action close) : Pending<Unit>(PendingState.Running, loop)
{
    private string? _name = name;
    private ExecutionContext? _ownContext;

    // That of the handler's method is looked up only when somebody asks: mostly nobody does.
    public override string Name => _name ??= DiagnosticMethodInfo.Create(handler)?.Name ?? "queue";

    /// <summary>
    /// Before a handler is called: what was captured when the item was posted, with this as the current pending. Without a captured context the result is always
    /// the same and is kept, so that an item allocates no AsyncLocal.
    /// </summary>
    internal void FlowInto(ExecutionContext? captured)
    {
        if (captured is not null)
        {
            Loop.Restore(captured);
            FlowAsCurrent();
        }
        else if (_ownContext is not null)
        {
            Loop.Restore(_ownContext);
        }
        else
        {
            FlowAsCurrent();
            _ownContext = Loop.CaptureFlow();
        }
    }

    internal override void Run(Loop loop) => throw new UnreachableException("A queue's pending is not work: its items are.");

    private protected override void AskToEnd(PendingDetails details) => close();
}
