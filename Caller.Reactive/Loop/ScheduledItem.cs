using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>Immediate work of an <see cref="IScheduler"/>, and the handle for it: disposing prevents the run, later it disposes what the action returned.</summary>
/// <remarks>
/// A dispose that comes between the test in <see cref="Run"/> and the first instruction of the action counts as "in flight": nobody can tell
/// the two apart, so no interlocked operation is spent on it.
/// </remarks>
internal sealed class ScheduledItem<TState>(TState state, Func<IScheduler, TState, IDisposable> action) : WorkItem, IScheduledHandle
{
    private TState _state = state;
    private object? _work = action; // see ScheduledHandle

    public void Dispose() => ScheduledHandle.DisposeChain(this);

    public IDisposable? Take()
    {
        var handle = ScheduledHandle.Take(ref _work);
        if (handle is null)
        {
            // Waiting, running, or done with nothing to dispose. Clearing is safe in all three: see Run.
            _state = default!;
        }

        return handle;
    }

    internal override object? Label => _state is Delegate inner ? inner : Volatile.Read(ref _work) as Delegate; // of Rx's own extensions the state is what the user gave

    internal override void Run(Loop loop)
    {
        // Copy, then test: a dispose marks the handle before it clears, so a copy that could be half cleared is never used.
        var state = _state;
        Volatile.ReadBarrier();
        if (ScheduledHandle.ActionOf<TState>(ref _work) is { } action)
        {
            _state = default!;
            ScheduledHandle.Attach(ref _work, action, action(loop.Owner.Scheduler, state));
        }
    }

    internal override void Refuse(string reason) => Take();
}
