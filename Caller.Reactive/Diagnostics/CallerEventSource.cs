using System.Diagnostics.Tracing;

namespace CallerReactive;

/// <summary>What <c>dotnet-trace</c>, PerfView and an <see cref="EventListener"/> see. The same name as the meter; keywords choose.</summary>
[EventSource(Name = CallerTelemetry.Name)]
internal sealed class CallerEventSource : EventSource
{
    internal static readonly CallerEventSource Log = new();

    private CallerEventSource() { }

    internal static bool ObservesCalls => Log.IsEnabled() && Log.IsEnabled(EventLevel.Verbose, Keywords.Calls);

    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Lifecycle, Message = "The caller '{1}' (#{0}) runs")]
    public void CallerStarted(long callerId, string caller) => Emit(1, Keywords.Lifecycle, callerId, caller);

    [Event(2, Level = EventLevel.Informational, Keywords = Keywords.Lifecycle, Message = "The caller '{1}' (#{0}) is stopping")]
    public void CallerStopping(long callerId, string caller) => Emit(2, Keywords.Lifecycle, callerId, caller);

    [Event(3, Level = EventLevel.Informational, Keywords = Keywords.Lifecycle, Message = "The caller '{1}' (#{0}) has stopped")]
    public void CallerStopped(long callerId, string caller) => Emit(3, Keywords.Lifecycle, callerId, caller);

    [Event(
        4,
        Level = EventLevel.Warning,
        Keywords = Keywords.Lifecycle,
        Message = "The caller '{1}' (#{0}) stops without waiting any longer for {2}"
    )]
    public void CallAbandoned(long callerId, string caller, string call) => Emit(4, Keywords.Lifecycle, callerId, caller, call);

    [Event(5, Level = EventLevel.Verbose, Keywords = Keywords.Calls, Message = "A call of '{1}' begins: {2}, after {3} s in the queue")]
    public void CallBegins(long callerId, string caller, string call, double timeInQueue)
    {
        if (IsEnabled(EventLevel.Verbose, Keywords.Calls))
        {
            WriteEvent(5, [callerId, caller, call, timeInQueue]);
        }
    }

    [Event(6, Level = EventLevel.Verbose, Keywords = Keywords.Calls, Message = "A call of '{1}' has ended: {2}, {3} after {4} s")]
    public void CallEnded(long callerId, string caller, string call, string outcome, double duration)
    {
        if (IsEnabled(EventLevel.Verbose, Keywords.Calls))
        {
            WriteEvent(6, [callerId, caller, call, outcome, duration]);
        }
    }

    [Event(7, Level = EventLevel.Warning, Keywords = Keywords.Stalls, Message = "The caller '{1}' (#{0}) has not turned for {3} s: {2}")]
    public void Stalled(long callerId, string caller, string heldBy, double heldFor) => Emit(7, callerId, caller, heldBy, heldFor);

    [Event(8, Level = EventLevel.Warning, Keywords = Keywords.Stalls, Message = "The caller '{1}' (#{0}) turns again after {3} s: {2}")]
    public void StallEnded(long callerId, string caller, string heldBy, double heldFor) => Emit(8, callerId, caller, heldBy, heldFor);

    [Event(
        9,
        Level = EventLevel.Error,
        Keywords = Keywords.Errors,
        Message = "An exception on the caller '{1}' (#{0}) is nobody's outcome ({2}): {3}"
    )]
    public void UnhandledException(long callerId, string caller, string origin, string exception)
    {
        if (IsEnabled(EventLevel.Error, Keywords.Errors))
        {
            WriteEvent(9, [callerId, caller, origin, exception]);
        }
    }

    [Event(10, Level = EventLevel.Warning, Keywords = Keywords.Errors, Message = "A wait was refused: {0}")]
    public void DeadlockRefused(string message)
    {
        if (IsEnabled(EventLevel.Warning, Keywords.Errors))
        {
            WriteEvent(10, message);
        }
    }

    [NonEvent]
    private void Emit(int id, EventKeywords keywords, long callerId, string caller)
    {
        if (IsEnabled(EventLevel.Informational, keywords))
        {
            WriteEvent(id, [callerId, caller]);
        }
    }

    [NonEvent]
    private void Emit(int id, EventKeywords keywords, long callerId, string caller, string text)
    {
        if (IsEnabled(EventLevel.Warning, keywords))
        {
            WriteEvent(id, [callerId, caller, text]);
        }
    }

    [NonEvent]
    private void Emit(int id, long callerId, string caller, string text, double seconds)
    {
        if (IsEnabled(EventLevel.Warning, Keywords.Stalls))
        {
            WriteEvent(id, [callerId, caller, text, seconds]);
        }
    }

    /// <summary>Which events one wants.</summary>
    public static class Keywords
    {
        /// <summary>Starts and ends of callers.</summary>
        public const EventKeywords Lifecycle = (EventKeywords)1;

        /// <summary>Every call: costs something.</summary>
        public const EventKeywords Calls = (EventKeywords)2;

        /// <summary>Of callers with a stall threshold.</summary>
        public const EventKeywords Stalls = (EventKeywords)4;

        /// <summary>What went wrong and is nobody's outcome.</summary>
        public const EventKeywords Errors = (EventKeywords)8;
    }
}
