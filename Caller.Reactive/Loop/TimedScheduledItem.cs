using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>Timed work of an <see cref="IScheduler"/>. Disposing it takes it out of the timers and drops its state at once.</summary>
internal sealed class TimedScheduledItem<TState>(Loop loop, TState state, Func<IScheduler, TState, IDisposable> action)
    : TimedItem,
        IScheduledHandle
{
    private TState _state = state;
    private object? _work = action; // see ScheduledHandle

    public void Dispose() => ScheduledHandle.DisposeChain(this);

    public IDisposable? Take()
    {
        var handle = ScheduledHandle.Take(ref _work);
        if (handle is null)
        {
            loop.RemoveTimed(this);
            _state = default!;
        }

        return handle;
    }

    internal override object? Label => _state is Delegate inner ? inner : Volatile.Read(ref _work) as Delegate; // of Rx's own extensions the state is what the user gave

    internal override void Run(Loop loop)
    {
        var state = _state;
        Volatile.ReadBarrier(); // as in ScheduledItem
        if (ScheduledHandle.ActionOf<TState>(ref _work) is { } action)
        {
            _state = default!;
            ScheduledHandle.Attach(ref _work, action, action(loop.Owner.Scheduler, state));
        }
    }

    internal override void Refuse(string reason) => Take();
}
