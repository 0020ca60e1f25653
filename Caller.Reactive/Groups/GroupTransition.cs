namespace CallerReactive;

/// <summary>What became of an attempt to cancel a group.</summary>
internal enum GroupTransition
{
    /// <summary>Nothing to cancel for.</summary>
    None,

    /// <summary>It is cancelled now; whoever moved it must cancel the members.</summary>
    Cancelled,

    /// <summary>It was cancelled before; another reason was added.</summary>
    AlreadyCancelled,

    /// <summary>It has ended.</summary>
    TooLate,
}
