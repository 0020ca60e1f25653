namespace CallerReactive;

/// <summary>
/// In virtual time nothing is left to run, and what was waited for has not ended: it never will by itself. The usual reasons: work that left for another
/// thread, a timer of the real clock, a pending that nobody completes.
/// </summary>
public sealed class VirtualDeadlockException : InvalidOperationException
{
    /// <summary>Creates it with a general message.</summary>
    public VirtualDeadlockException()
        : this((string?)null) { }

    /// <summary>Creates it with a message.</summary>
    public VirtualDeadlockException(string? message)
        : this(message, (Exception?)null) { }

    /// <summary>Creates it with a message and what led to it.</summary>
    public VirtualDeadlockException(string? message, Exception? innerException)
        : base(message ?? "Nothing is left to run in virtual time.", innerException) { }

    internal VirtualDeadlockException(string message, IReadOnlyList<Pending> unfinished)
        : this(message) => Unfinished = unfinished;

    /// <summary>What has begun, or waits, on the callers of that clock: a snapshot.</summary>
    public IReadOnlyList<Pending> Unfinished { get; } = [];
}
