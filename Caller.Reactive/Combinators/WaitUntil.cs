namespace CallerReactive;

/// <summary>When <see cref="Caller.Wait{T}"/> is over, unless its time is over first.</summary>
public enum WaitUntil
{
    /// <summary>All have ended, in whatever way.</summary>
    AllCompleted,

    /// <summary>One has ended, in whatever way.</summary>
    FirstCompleted,

    /// <summary>One has failed or was cancelled; if none does, when all have ended.</summary>
    FirstException,
}
