using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>A scheduler in real time, or one of which nothing is known. It may be concurrent: its guest gets one item at a time.</summary>
internal sealed class SchedulerHost(IScheduler scheduler) : CallerHost
{
    public override string Name => scheduler.GetType().Name;

    /// <summary>
    /// Rx's own schedulers of real time go by the system's clock, and so do we, without them: a stop that waits for a scheduler which is stuck or disposed must end too.
    /// </summary>
    public override TimeProvider TimeProvider { get; } =
        scheduler is LocalScheduler
            ? TimeProvider.System
            : new SchedulerTimeProvider(
                scheduler,
                static inner =>
                {
                    var stopwatch = inner.StartStopwatch();
                    return () => stopwatch.Elapsed.Ticks;
                }
            );

    internal override bool CanNest => false;

    internal override bool HasHome => false;

    /// <summary>One, so that the scheduler stays as fair to others as it is.</summary>
    internal override int ItemsPerTurn => 1;

    public override bool CheckAccess() => Loop.Running is GuestLoop guest && guest.Host.IsSame(this);

    public override void Post(Action drain)
    {
        ArgumentNullException.ThrowIfNull(drain);
        scheduler.Schedule(drain);
    }

    internal override bool IsSame(CallerHost other) => other is SchedulerHost host && host.IsOn(scheduler);

    private bool IsOn(IScheduler other) => ReferenceEquals(scheduler, other);
}
