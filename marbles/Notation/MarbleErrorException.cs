namespace CallerReactive.Marbles;

/// <summary>The error that <c>#</c> stands for when a test names no other.</summary>
public sealed class MarbleErrorException : Exception
{
    /// <summary>Makes the error with the message "error".</summary>
    public MarbleErrorException()
        : this("error") { }

    /// <summary>Makes the error with a message of its own.</summary>
    /// <param name="message">The message.</param>
    public MarbleErrorException(string message)
        : base(message) { }

    /// <summary>Makes the error with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MarbleErrorException(string message, Exception? innerException)
        : base(message, innerException) { }
}
