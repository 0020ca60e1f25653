using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>
/// Who owns the thread that a <see cref="Caller"/> runs on. Derive from it to make callers guests of a loop that is not known here:
/// say how work gets onto it (<see cref="Post"/>) and whether one is there (<see cref="CheckAccess"/>).
/// </summary>
/// <remarks>
/// A guest posts one drain for all that waits, and posts again only when that one has begun. A drain runs for 8 ms by the caller's clock, or for 1,024 items,
/// then posts the rest and gives way. When <see cref="Post"/> throws, the host counts as dead: every pending of its guests ends cancelled, with the reason. A thread has one host.
/// </remarks>
public abstract class CallerHost
{
    /// <summary>For hosts of your own.</summary>
    protected CallerHost() { }

    /// <summary>For listings and messages.</summary>
    public abstract string Name { get; }

    /// <summary>The clock of the caller's timers, unless <c>CallerOptions.TimeProvider</c> says otherwise.</summary>
    public virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>Whether the current thread is the one that this host runs work on.</summary>
    public abstract bool CheckAccess();

    /// <summary>
    /// Runs a callback on the host's thread, in the order of its queue, later and never inline; never two at once. Must be callable from any thread, must not block, and
    /// must throw when the callback will never run.
    /// </summary>
    /// <exception cref="ArgumentNullException">The callback is null.</exception>
    /// <exception cref="ObjectDisposedException">The host runs nothing any more.</exception>
    public abstract void Post(Action drain);

    /// <summary>
    /// A thread that the caller makes for itself: named after the caller, in the background unless the options say otherwise, ended with the caller.
    /// One such host may be given to several callers; each makes its own thread.
    /// </summary>
    public static CallerHost NewThread(ThreadHostOptions? options = null) => new ThreadHost(options ?? new ThreadHostOptions());

    /// <summary>
    /// The loop behind a context: of a GUI, usually. Its thread becomes the caller's home, <c>Caller.Current</c> for event handlers too. <c>Send</c> is never used.
    /// As long as a guest lives the context is told that an operation goes on.
    /// </summary>
    /// <exception cref="ArgumentNullException">The context is null.</exception>
    public static CallerHost From(SynchronizationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ContextHost(context);
    }

    /// <summary>
    /// A scheduler's loop. In virtual time (<c>TestScheduler</c>, <see cref="HistoricalScheduler"/> and everything else that counts in ticks or in dates) every
    /// item of the caller is one item of the scheduler, at the tick at which it would be without the caller; children and workers share it.
    /// Any other scheduler gets one item at a time, also when it would run several, and an item that is due waits for its turn there.
    /// </summary>
    /// <exception cref="ArgumentNullException">The scheduler is null.</exception>
    /// <exception cref="ArgumentException">The scheduler runs work inline.</exception>
    public static CallerHost From(IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        if (scheduler is ImmediateScheduler or CurrentThreadScheduler)
        {
            throw new ArgumentException(
                $"The {scheduler.GetType().Name} runs work inside the call that schedules it, or when that returns: it has no loop to be a guest of.",
                nameof(scheduler)
            );
        }

        return VirtualTime.Of(scheduler) is { } time ? new VirtualHost(time) : new SchedulerHost(scheduler);
    }

    /// <summary>The same for virtual time that counts in other types.</summary>
    /// <exception cref="ArgumentNullException">The scheduler is null.</exception>
    public static CallerHost From<TAbsolute, TRelative>(VirtualTimeSchedulerBase<TAbsolute, TRelative> scheduler)
        where TAbsolute : IComparable<TAbsolute>
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return new VirtualHost(new VirtualTime<TAbsolute, TRelative>(scheduler));
    }

    /// <summary>Whether work of the host may pump it, so that a guest gets its turns inside of its own items.</summary>
    internal virtual bool CanNest => true;

    /// <summary>Whether its thread is a home: what runs there between items counts as being on the caller.</summary>
    internal virtual bool HasHome => true;

    /// <summary>How many items a drain runs at most.</summary>
    internal virtual int ItemsPerTurn => 1024;

    internal virtual bool IsSame(CallerHost other) => ReferenceEquals(this, other);

    internal virtual void GuestBegins() { }

    internal virtual void GuestEnds() { }

    /// <summary>Makes the loop of one caller. Returns the host as that caller shows it.</summary>
    internal virtual (CallerHost Host, Loop Loop) Bind(ILoopOwner owner, TimeProvider? clock) =>
        (this, new GuestLoop(owner, clock ?? TimeProvider, this));
}
