using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>A scheduler in virtual time. Has no thread of its own: whoever drives it lends one.</summary>
internal sealed class VirtualHost(VirtualTime time) : CallerHost
{
    public override string Name => time.Scheduler.GetType().Name;

    public override TimeProvider TimeProvider { get; } =
        new SchedulerTimeProvider(time.Scheduler, static inner => () => inner.Now.UtcTicks);

    public override bool CheckAccess() => Loop.Running is VirtualLoop loop && ReferenceEquals(loop.Time.Scheduler, time.Scheduler);

    public override void Post(Action drain)
    {
        ArgumentNullException.ThrowIfNull(drain);
        time.Scheduler.Schedule(drain);
    }

    internal override (CallerHost Host, Loop Loop) Bind(ILoopOwner owner, TimeProvider? clock) =>
        clock is null || ReferenceEquals(clock, TimeProvider)
            ? (this, new VirtualLoop(owner, time, TimeProvider))
            : throw new ArgumentException(
                $"A caller on the {Name} goes by the scheduler's clock and can have no other one: leave CallerOptions.TimeProvider null."
            );
}
