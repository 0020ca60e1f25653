using System.ComponentModel;

namespace CallerReactive;

/// <summary>
/// One unit of work of a caller's loop: queue node, work and handle in one object. It has no public members:
/// it is public only because <see cref="Pending"/> is one, so that a call costs a single allocation.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkItem
{
    /// <summary>The next item of whichever list the item is in. An item is in one list at a time.</summary>
    internal WorkItem? Next;

    private protected WorkItem() { }

    /// <summary>What an exception that leaves <see cref="Run"/> is reported as.</summary>
    internal virtual CallerExceptionOrigin Origin => CallerExceptionOrigin.ScheduledAction;

    /// <summary>
    /// True for what running code needs to come to its end (continuations, timer callbacks).
    /// It runs while a direct call is awaited.
    /// </summary>
    internal virtual bool IsContinuation => false;

    /// <summary>True for what a stop does not refuse: it runs in the remaining turns, or is orphaned.</summary>
    internal virtual bool SurvivesStop => IsContinuation;

    /// <summary>What is run, for whoever has to cancel it; the item itself, unless it only stands for another.</summary>
    internal virtual WorkItem Subject => this;

    /// <summary>For whoever looks from outside, on any thread: what kind of work it is.</summary>
    internal virtual CallerItemKind Kind =>
        Origin switch
        {
            CallerExceptionOrigin.DirectCall => CallerItemKind.DirectCall,
            CallerExceptionOrigin.QueuedCall => CallerItemKind.QueuedCall,
            CallerExceptionOrigin.PostedCallback => CallerItemKind.Continuation,
            CallerExceptionOrigin.Observer => CallerItemKind.Observer,
            _ => IsContinuation ? CallerItemKind.Internal : CallerItemKind.ScheduledAction,
        };

    /// <summary>The same: the user's delegate, the state machine of an async method, or a name; null when it is gone already, or there is none. It may change while one looks.</summary>
    internal virtual object? Label => null;

    /// <summary>Runs on the loop's thread with the loop's ambient state. May throw.</summary>
    internal abstract void Run(Loop loop);

    /// <summary>The loop will not run this item: end what it stands for and drop what it holds. Must not throw.</summary>
    internal virtual void Refuse(string reason) { }

    /// <summary>The loop has ended with this continuation inside: run it elsewhere. Must not throw.</summary>
    internal virtual void Orphan() { }
}
