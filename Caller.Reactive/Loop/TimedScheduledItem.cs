using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>Timed work of an <see cref="IScheduler"/>. Disposing it takes it out of the timers and drops its state at once.</summary>
internal sealed class TimedScheduledItem<TState>(Loop loop, TState state, Func<IScheduler, TState, IDisposable> action)
    : TimedItem,
        IScheduledHandle
{
    private TState _state = state;
    private Func<IScheduler, TState, IDisposable>? _action = action;
    private IDisposable? _handle;

    public void Dispose() => ScheduledHandle.DisposeChain(this);

    public IDisposable? Take()
    {
        var handle = ScheduledHandle.Take(ref _handle);
        if (handle is null)
        {
            loop.RemoveTimed(this);
            Clear();
        }

        return handle;
    }

    internal override object? Label => _state is Delegate inner ? inner : _action; // of Rx's own extensions the state is what the user gave

    internal override void Run(Loop loop)
    {
        var action = _action;
        var state = _state;
        Volatile.ReadBarrier(); // as in ScheduledItem
        if (action is null || ScheduledHandle.IsDisposed(ref _handle))
        {
            return;
        }

        Clear();
        ScheduledHandle.Attach(ref _handle, action(loop.Owner.Scheduler, state));
    }

    internal override void Refuse(string reason) => Take();

    private void Clear()
    {
        _action = null;
        _state = default!;
    }
}
