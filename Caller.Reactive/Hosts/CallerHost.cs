using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>Who owns the thread that a <see cref="Caller"/> runs on.</summary>
public abstract class CallerHost
{
    private protected CallerHost() { }

    /// <summary>For listings and messages.</summary>
    public abstract string Name { get; }

    /// <summary>The clock of the caller's timers, unless <c>CallerOptions.TimeProvider</c> says otherwise.</summary>
    public virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>Whether the current thread is the one that this host runs work on.</summary>
    public abstract bool CheckAccess();

    /// <summary>Runs a callback on the host's thread, later and never inline. From any thread.</summary>
    /// <exception cref="ArgumentNullException">The callback is null.</exception>
    /// <exception cref="ObjectDisposedException">The host runs nothing any more.</exception>
    public abstract void Post(Action drain);

    /// <summary>
    /// A thread that the caller makes for itself: named after the caller, in the background unless the options say otherwise, ended with the caller.
    /// One such host may be given to several callers; each makes its own thread.
    /// </summary>
    public static CallerHost NewThread(ThreadHostOptions? options = null) => new ThreadHost(options ?? new ThreadHostOptions());

    /// <summary>
    /// A scheduler's loop. In virtual time (<c>TestScheduler</c>, <see cref="HistoricalScheduler"/> and everything else that counts in ticks or in dates) every
    /// item of the caller is one item of the scheduler, at the tick at which it would be without the caller; children and workers share it.
    /// </summary>
    /// <exception cref="ArgumentNullException">The scheduler is null.</exception>
    /// <exception cref="ArgumentException">The scheduler runs work inline.</exception>
    public static CallerHost From(IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return VirtualTime.Of(scheduler) is { } time
            ? new VirtualHost(time)
            : throw new NotSupportedException("Only virtual time, so far.");
    }

    /// <summary>The same for virtual time that counts in other types.</summary>
    /// <exception cref="ArgumentNullException">The scheduler is null.</exception>
    public static CallerHost From<TAbsolute, TRelative>(VirtualTimeSchedulerBase<TAbsolute, TRelative> scheduler)
        where TAbsolute : IComparable<TAbsolute>
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return new VirtualHost(new VirtualTime<TAbsolute, TRelative>(scheduler));
    }

    /// <summary>Makes the loop of one caller. Returns the host as that caller shows it.</summary>
    internal abstract (CallerHost Host, Loop Loop) Bind(ILoopOwner owner, TimeProvider? clock);
}
