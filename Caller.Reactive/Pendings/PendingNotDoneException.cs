namespace CallerReactive;

/// <summary>The outcome of a <see cref="Pending"/> was read before it had one.</summary>
public sealed class PendingNotDoneException : InvalidOperationException
{
    /// <summary>Creates it with a general message.</summary>
    public PendingNotDoneException()
        : base("The pending is not done.") { }

    /// <summary>Creates it with a message.</summary>
    public PendingNotDoneException(string? message)
        : base(message) { }

    /// <summary>Creates it with a message and what led to it.</summary>
    public PendingNotDoneException(string? message, Exception? innerException)
        : base(message, innerException) { }
}
