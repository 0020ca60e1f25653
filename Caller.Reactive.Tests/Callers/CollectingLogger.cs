using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CallerReactive.Tests.Callers;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectingLogger : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text, Exception? Exception)> _entries = new();

    public IReadOnlyList<(LogLevel Level, int Id, string Text, Exception? Exception)> Entries => [.. _entries];

    public IEnumerable<string> Texts => Entries.Select(entry => entry.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _entries.Enqueue((logLevel, eventId.Id, formatter(state, exception), exception));
}
