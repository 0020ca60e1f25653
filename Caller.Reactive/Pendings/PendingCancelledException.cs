namespace CallerReactive;

/// <summary>
/// A <see cref="Pending"/> ended as cancelled. Its message is the reasons, a line each, in the order in which they were given; its
/// <see cref="OperationCanceledException.CancellationToken"/> is the token that was given to the call, when that was what cancelled it, or the one in the exception with which
/// its function cancelled itself; that exception is the inner one.
/// </summary>
public sealed class PendingCancelledException : OperationCanceledException
{
    /// <summary>Creates it with a general message.</summary>
    public PendingCancelledException()
        : this(null, null) { }

    /// <summary>Creates it with a message.</summary>
    public PendingCancelledException(string? message)
        : this(message, null) { }

    /// <summary>Creates it with a message and what led to it.</summary>
    public PendingCancelledException(string? message, Exception? innerException)
        : this(message, innerException, default) { }

    /// <summary>Creates it with a message, what led to it, and the token that was cancelled.</summary>
    public PendingCancelledException(string? message, Exception? innerException, CancellationToken token)
        : base(message ?? "The pending was cancelled.", innerException, token) { }
}
