namespace CallerReactive;

/// <summary>Where an exception goes that must not reach whoever happens to be on the stack.</summary>
internal static class ObserverErrors
{
    internal static void Report(Loop? loop, Exception exception, CallerExceptionOrigin origin)
    {
        if (loop is not null)
        {
            loop.Owner.Report(exception, origin);
            return;
        }

        // No caller, no hook: a faulted task that nobody looks at ends in TaskScheduler.UnobservedTaskException, which is what the platform
        // offers for an exception without an addressee.
        _ = Task.FromException(exception);
    }
}
