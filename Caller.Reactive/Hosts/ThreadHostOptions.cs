namespace CallerReactive;

/// <summary>What kind of thread a caller makes for itself.</summary>
public sealed record ThreadHostOptions
{
    /// <summary>True (the default): the thread does not keep the process alive.</summary>
    public bool IsBackground { get; init; } = true;

    /// <summary>The COM apartment, on Windows; elsewhere only <see cref="ApartmentState.Unknown"/> (the default) can be had.</summary>
    public ApartmentState Apartment { get; init; } = ApartmentState.Unknown;

    /// <summary>The thread's priority.</summary>
    public ThreadPriority Priority { get; init; } = ThreadPriority.Normal;

    /// <summary>
    /// Makes the thread: it must return a thread that is not started and will run what it is given. Whether it is a background thread is set afterwards; so are the
    /// name, if it has none, and priority and apartment, if these options ask for others than the defaults. Null: an ordinary thread.
    /// </summary>
    public Func<ThreadStart, Thread>? Factory { get; init; }
}
