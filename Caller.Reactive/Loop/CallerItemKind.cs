namespace CallerReactive;

/// <summary>What kind of work a <see cref="Caller"/> runs or keeps, as a snapshot and a stall report name it.</summary>
public enum CallerItemKind
{
    /// <summary>A call that gives a <see cref="Pending"/>: <c>CallSoon</c>, <c>CallLater</c>, <c>ScheduleCall</c>, <c>CallUsingBackend</c>, <c>ToThread</c>.</summary>
    PendingCall,

    /// <summary>A function given to <c>CallDirect</c>.</summary>
    DirectCall,

    /// <summary>An item of a queue, on its way to its handler; or the handler.</summary>
    QueuedCall,

    /// <summary>An action given to <c>Schedule</c> or <c>SchedulePeriodic</c>.</summary>
    ScheduledAction,

    /// <summary>What comes after an <c>await</c>, and everything else that is posted to the caller's context or task scheduler.</summary>
    Continuation,

    /// <summary>A timer of the caller's <see cref="System.TimeProvider"/>: of <c>Task.Delay</c>, <c>PeriodicTimer</c> and the like.</summary>
    Timer,

    /// <summary>Elements on their way to an observer: <c>ObserveOn</c> and its kin.</summary>
    Observer,

    /// <summary>What the library itself has to do: a start, a stop.</summary>
    Internal,
}
