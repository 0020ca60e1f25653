using Microsoft.Extensions.Logging;

namespace CallerReactive;

/// <summary>Every message that the library logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "The caller '{Caller}' (#{Id}) runs")]
    internal static partial void Started(ILogger logger, string caller, long id);

    [LoggerMessage(2, LogLevel.Error, "The caller '{Caller}' could not start")]
    internal static partial void StartFailed(ILogger logger, string caller, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "The caller '{Caller}' (#{Id}) is stopping")]
    internal static partial void Stopping(ILogger logger, string caller, long id);

    [LoggerMessage(4, LogLevel.Debug, "The caller '{Caller}' (#{Id}) has stopped")]
    internal static partial void Stopped(ILogger logger, string caller, long id);

    [LoggerMessage(5, LogLevel.Debug, "A stop of the caller '{Caller}' was ignored: it is protected and the stop was not forced")]
    internal static partial void StopIgnored(ILogger logger, string caller);

    [LoggerMessage(6, LogLevel.Information, "The caller '{Caller}' stops: {Count} waiting items were cancelled or dropped")]
    internal static partial void WaitingRefused(ILogger logger, string caller, int count);

    [LoggerMessage(7, LogLevel.Warning, "The caller '{Caller}' stops without waiting any longer for {Call}")]
    internal static partial void CallAbandoned(ILogger logger, string caller, string call);

    [LoggerMessage(8, LogLevel.Error, "An exception on the caller '{Caller}' is nobody's outcome ({Origin})")]
    internal static partial void UnhandledException(ILogger logger, string caller, object origin, Exception exception);

    [LoggerMessage(9, LogLevel.Error, "A handler of UnhandledException of the caller '{Caller}' threw")]
    internal static partial void HandlerFailed(ILogger logger, string caller, Exception exception);

    [LoggerMessage(10, LogLevel.Debug, "A direct call to the caller '{Caller}' was dropped: it has stopped")]
    internal static partial void DirectCallDropped(ILogger logger, string caller);

    [LoggerMessage(50, LogLevel.Warning, "The caller '{Caller}' has not turned for {Seconds} s: {HeldBy}; {Waiting} items wait")]
    internal static partial void Stalled(ILogger logger, string caller, string seconds, string heldBy, int waiting);

    [LoggerMessage(51, LogLevel.Warning, "The caller '{Caller}' turns again after {Seconds} s: {HeldBy}")]
    internal static partial void StallEnded(ILogger logger, string caller, string seconds, string heldBy);

    [LoggerMessage(52, LogLevel.Error, "A handler of Stalled of the caller '{Caller}' threw")]
    internal static partial void StallHandlerFailed(ILogger logger, string caller, Exception exception);

    [LoggerMessage(40, LogLevel.Debug, "An item for a queue of the caller '{Caller}' was dropped: the caller has stopped or is stopping")]
    internal static partial void QueuedCallDropped(ILogger logger, string caller);

    [LoggerMessage(41, LogLevel.Information, "The queue '{Queue}' of the caller '{Caller}' ends: {Count} waiting items were dropped")]
    internal static partial void QueueItemsDropped(ILogger logger, string caller, string queue, int count);

    [LoggerMessage(20, LogLevel.Warning, "A cancelled group of the caller '{Caller}' ends without waiting any longer for {Count} members")]
    internal static partial void GroupMembersAbandoned(ILogger logger, string caller, int count);
}
