using System.Reactive.Concurrency;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

/// <summary>
/// A main loop on the virtual clock: one item after the other, in the order in which they came. Time passes only in items that say so, and everything that was due
/// meanwhile is late.
/// </summary>
internal sealed class VirtualPump(MarbleHarness harness) : CallerHost
{
    private bool _turning;

    public override string Name => nameof(VirtualPump);

    public override TimeProvider TimeProvider { get; } = From(harness.Scheduler).TimeProvider;

    public override bool CheckAccess() => _turning;

    public override void Post(Action drain) => harness.At(harness.Now, () => Turn(drain));

    private void Turn(Action item)
    {
        _turning = true;
        try
        {
            item();
        }
        finally
        {
            _turning = false;
        }
    }

    /// <summary>The same as a scheduler of which nothing is known: not the clock, not the kind.</summary>
    internal sealed class Scheduler(MarbleHarness harness) : IScheduler
    {
        public DateTimeOffset Now => harness.Scheduler.Now;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            harness.Scheduler.Schedule(state, (_, state) => action(this, state));

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
            harness.Scheduler.Schedule(state, dueTime, (_, state) => action(this, state));

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            harness.Scheduler.Schedule(state, dueTime, (_, state) => action(this, state));
    }
}
