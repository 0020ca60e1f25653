namespace CallerReactive;

/// <summary>An exception that nobody got as the outcome of a pending.</summary>
public sealed class CallerExceptionEventArgs : EventArgs
{
    internal CallerExceptionEventArgs(Exception exception, CallerExceptionOrigin origin) => (Exception, Origin) = (exception, origin);

    /// <summary>What was thrown.</summary>
    public Exception Exception { get; }

    /// <summary>Where it came from, which decides what happens when nobody handles it.</summary>
    public CallerExceptionOrigin Origin { get; }

    /// <summary>
    /// Set it to true and the loop goes on in any case. Otherwise an exception of a scheduled action or a posted callback is rethrown on the loop's
    /// thread, which ends the process, as Rx and the platform do; all others are over with this report.
    /// </summary>
    public bool Handled { get; set; }
}
