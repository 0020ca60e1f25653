namespace CallerReactive;

/// <summary>What <see cref="CallerObservable.On{T}"/> returns, to be awaited.</summary>
public readonly struct TaskAwaitableOn<T>
{
    private readonly Pending<T> _pending;
    private readonly Loop _loop;

    internal TaskAwaitableOn(Pending<T> pending, Loop loop) => (_pending, _loop) = (pending, loop);

    /// <summary>For <c>await</c>.</summary>
    public PendingAwaiter<T> GetAwaiter() => new(_pending, _loop);
}
