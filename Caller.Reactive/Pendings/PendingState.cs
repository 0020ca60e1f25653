namespace CallerReactive;

/// <summary>The states of a pending; the table is at the head of Pending.cs. What is done comes last.</summary>
internal enum PendingState
{
    Queued,
    Running,
    Cancelling,
    Settling,
    SettlingCancelled,
    Succeeded,
    Faulted,
    Cancelled,
}

/// <summary>What became of an attempt to start a function.</summary>
internal enum StartTransition
{
    Started,

    /// <summary>It was cancelled while it waited: the function must not run.</summary>
    AlreadyEnded,
}

/// <summary>What became of an attempt to end a pending.</summary>
internal enum SettleTransition
{
    /// <summary>The outcome is as asked.</summary>
    Settled,

    /// <summary>It has ended now, but as cancelled: a request had come before.</summary>
    CancelWon,

    /// <summary>It had ended, or somebody else is ending it this moment.</summary>
    AlreadyEnded,
}

/// <summary>What became of an attempt to cancel.</summary>
internal enum CancelTransition
{
    /// <summary>The caller of the transition must now end it as cancelled.</summary>
    EndNow,

    /// <summary>Its function was asked to end (again, perhaps).</summary>
    Requested,

    /// <summary>It is cancelled already; nothing changed.</summary>
    AlreadyCancelled,

    /// <summary>It has another outcome, or is just getting it.</summary>
    TooLate,
}
