namespace CallerReactive;

/// <summary>A caller stopped while something still depended on it. What <c>ObserveOn(caller)</c> ends with when its caller stops.</summary>
public sealed class CallerStoppedException : InvalidOperationException
{
    /// <summary>Creates it with a general message.</summary>
    public CallerStoppedException()
        : this(null, null) { }

    /// <summary>Creates it with a message.</summary>
    public CallerStoppedException(string? message)
        : this(message, null) { }

    /// <summary>Creates it with a message and what led to it.</summary>
    public CallerStoppedException(string? message, Exception? innerException)
        : base(message ?? "The caller has stopped.", innerException) { }
}
