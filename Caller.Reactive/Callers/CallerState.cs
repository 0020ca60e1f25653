namespace CallerReactive;

/// <summary>The life of a <see cref="Caller"/>. It only ever moves down this list.</summary>
public enum CallerState
{
    /// <summary>Takes work and keeps it; nothing runs yet.</summary>
    Created,

    /// <summary>Its thread has been asked for.</summary>
    Starting,

    /// <summary>Runs its work.</summary>
    Running,

    /// <summary>Asked to stop: what waited is cancelled, what runs is ending.</summary>
    Stopping,

    /// <summary>Over. It takes no more work and can not be started again.</summary>
    Stopped,
}
