namespace CallerReactive;

/// <summary>A callback posted to the loop's context: what comes after an await, above all.</summary>
internal sealed class PostItem(Loop loop) : PooledItem
{
    private SendOrPostCallback? _callback;
    private object? _state;

    internal override CallerExceptionOrigin Origin => CallerExceptionOrigin.PostedCallback;

    internal override bool IsContinuation => true;

    internal void Set(SendOrPostCallback callback, object? state) => (_callback, _state) = (callback, state);

    internal override object? Label => _state is Delegate or Task ? _state : _callback; // a task: the state machine of an async method

    internal override void Run(Loop _)
    {
        var (callback, state) = (_callback!, _state);
        (_callback, _state) = (null, null);
        loop.Posts.Return(this);
        callback(state);
    }

    internal override void Orphan()
    {
        var (callback, state) = (_callback!, _state);
        (_callback, _state) = (null, null);
        loop.RunElsewhere(callback, state);
    }
}
