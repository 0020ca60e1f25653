namespace CallerReactive;

/// <summary>How far a <see cref="Pending"/> has come. It only ever moves down this list.</summary>
public enum PendingStatus
{
    /// <summary>Waiting to be started: in a queue, for its delay, or for a free worker.</summary>
    Queued,

    /// <summary>Its function runs, or (of a <see cref="PendingSource{T}"/>) somebody has yet to say the outcome.</summary>
    Running,

    /// <summary>Ended with a value.</summary>
    Succeeded,

    /// <summary>Ended with an exception.</summary>
    Faulted,

    /// <summary>Ended by cancellation.</summary>
    Cancelled,
}
