namespace CallerReactive;

/// <summary>One item of a queue on its way through the caller's one order. Recycled by its queue.</summary>
internal sealed class QueueItem<T> : PooledItem
{
    private CallerQueue<T>? _queue;
    private T? _value;
    private ExecutionContext? _context;

    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.QueuedCall;

    /// <summary>It had its turn when another item was being handled, waited in the queue, and comes back as the next one.</summary>
    internal bool IsNext { get; set; }

    internal void Set(CallerQueue<T> queue, T value) => (_queue, _value, _context) = (queue, value, Loop.CaptureFlow());

    internal (T Value, ExecutionContext? Context) Take()
    {
        var content = (_value!, _context);
        (_queue, _value, _context, IsNext) = (null, default, null, false);
        return content;
    }

    internal override void Run(Loop loop) => _queue!.TakeTurn(this);

    // A stop closes the queue before it refuses anything, and closing has counted it.
    internal override void Refuse(string reason) => Take();
}
