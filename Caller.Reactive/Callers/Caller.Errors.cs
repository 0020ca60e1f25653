namespace CallerReactive;

public sealed partial class Caller
{
    private readonly SynchronizationContext? _itemContext;

    /// <summary>
    /// An exception that is nobody's outcome: of a scheduled action, a posted callback, a direct or queued call, an observer, or a failed pending that nobody looked at.
    /// Raised on the thread where it happened (unobserved pendings: on the thread pool). What none of its handlers marks as handled goes on to its
    /// <see cref="Parent"/>. If it is still not handled, one of a scheduled action or posted callback is rethrown on the loop's thread, as Rx and the platform do.
    /// A handler that throws is logged and the others still run.
    /// </summary>
    public event EventHandler<CallerExceptionEventArgs>? UnhandledException;

    SynchronizationContext? ILoopOwner.ItemContext => _itemContext;

    bool ILoopOwner.Report(Exception exception, CallerExceptionOrigin origin)
    {
        Log.UnhandledException(_log, Name, origin, exception);
        if (CallerEventSource.Log.IsEnabled())
        {
            CallerEventSource.Log.UnhandledException(Id, Name, origin.ToString(), exception.ToString());
        }

        var args = new CallerExceptionEventArgs(exception, origin);
        for (var caller = this; caller is not null && !args.Handled; caller = caller.Parent)
        {
            caller.Raise(args, this);
        }

        return args.Handled || origin is not (CallerExceptionOrigin.ScheduledAction or CallerExceptionOrigin.PostedCallback);
    }

    private void Raise(CallerExceptionEventArgs args, Caller sender)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(UnhandledException))
        {
            try
            {
                handler(sender, args);
            }
            catch (Exception e)
            {
                Log.HandlerFailed(_log, Name, e);
            }
        }
    }
}
