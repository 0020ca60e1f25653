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

    /// <summary>Makes the loop of one caller. Returns the host as that caller shows it.</summary>
    internal abstract (CallerHost Host, Loop Loop) Bind(ILoopOwner owner, TimeProvider? clock);
}
