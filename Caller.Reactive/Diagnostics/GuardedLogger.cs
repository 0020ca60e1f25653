using Microsoft.Extensions.Logging;

namespace CallerReactive;

/// <summary>
/// The user's logger, without what it throws. Messages are written in the middle of state changes and between two items of a loop, where an exception would lose
/// a pending or the loop; and there is nobody to tell of a logger that fails but the logger.
/// </summary>
internal sealed class GuardedLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => Guarded(() => inner.BeginScope(state));

    public bool IsEnabled(LogLevel logLevel) => Guarded(() => inner.IsEnabled(logLevel));

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) =>
        Guarded(() =>
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return true;
        });

    private static T? Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception)
        {
            return default;
        }
    }
}
