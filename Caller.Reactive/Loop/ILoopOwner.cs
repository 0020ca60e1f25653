using System.Reactive.Concurrency;

namespace CallerReactive;

/// <summary>What a loop needs from whom it works for. The loop knows nothing else of callers.</summary>
internal interface ILoopOwner
{
    /// <summary>The scheduler that actions get as <c>self</c>.</summary>
    IScheduler Scheduler { get; }

    /// <summary>For messages.</summary>
    string Name { get; }

    /// <summary>Its number, and the name under which it is measured: its own, of a worker that of whom it works for.</summary>
    (long Id, string Name) Label { get; }

    /// <summary>Whether its end waits for the end of the other.</summary>
    bool EndsAfter(ILoopOwner other);

    /// <summary>The context that is current in every item; null for bare items.</summary>
    SynchronizationContext? ItemContext { get; }

    /// <summary>Reports an exception. False: it must be rethrown on the loop's thread.</summary>
    bool Report(Exception exception, CallerExceptionOrigin origin);

    /// <summary>Called on the loop once a requested stop is noticed between two items, before anything else runs.</summary>
    void OnStopNoticed();

    /// <summary>Any thread. Nobody will ever turn the loop again, and this is why.</summary>
    void OnLoopLost(string reason);

    /// <summary>Called whenever one of the loop's unfinished async calls ends, on any thread.</summary>
    void OnCallEnded();
}
