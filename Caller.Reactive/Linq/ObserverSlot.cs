namespace CallerReactive;

/// <summary>What a slot carries.</summary>
internal enum ObserverSlotKind
{
    Next,
    Error,
    Completed,
}

/// <summary>One event of an observed sequence on its way through the caller's queue. Recycled by its sink.</summary>
internal sealed class ObserverSlot<T> : PooledItem
{
    private ObserveOnSink<T>? _sink;
    private ObserverSlotKind _kind;
    private T? _value;
    private Exception? _error;

    /// <summary>An element that was handed over is delivered while the caller still turns.</summary>
    internal override bool SurvivesStop => true;

    internal void Set(ObserveOnSink<T> sink, ObserverSlotKind kind, T value, Exception? error) =>
        (_sink, _kind, _value, _error) = (sink, kind, value, error);

    internal (ObserverSlotKind Kind, T Value, Exception? Error) Take()
    {
        var content = (_kind, _value!, _error);
        (_sink, _value, _error) = (null, default, null);
        return content;
    }

    internal override void Run(Loop loop) => _sink!.Deliver(this);

    internal override void Orphan() => Take();
}
