namespace CallerReactive;

/// <summary>Where an exception came from that <see cref="Caller.UnhandledException"/> reports.</summary>
public enum CallerExceptionOrigin
{
    /// <summary>An action given to <c>Schedule</c> or <c>SchedulePeriodic</c>. Rethrown on the loop's thread if not handled.</summary>
    ScheduledAction,

    /// <summary>A callback posted to the caller's context or task scheduler, or a timer's callback. Rethrown on the loop's thread if not handled.</summary>
    PostedCallback,

    /// <summary>A function given to <c>CallDirect</c>. The loop goes on.</summary>
    DirectCall,

    /// <summary>A handler of <c>QueueCall</c> or <c>OpenQueue</c>. The queue and the loop go on.</summary>
    QueuedCall,

    /// <summary>An observer, an <c>OnDone</c> callback or a cancellation callback. The others still run.</summary>
    Observer,

    /// <summary>A pending that failed and was collected before anybody looked at its outcome.</summary>
    UnobservedPending,
}
