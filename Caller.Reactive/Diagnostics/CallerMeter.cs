using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CallerReactive;

/// <summary>What is pushed to the meter. What is pulled from callers stands with them. Names and units as OpenTelemetry and the meters of .NET have them.</summary>
internal static class CallerMeter
{
    internal const string CallerName = "caller.name";
    internal const string Outcome = "caller.call.outcome";
    internal const string ErrorType = "error.type";

    /// <summary>From what a loop needs for a short function up to what nobody likes to wait for.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    internal static readonly Meter Meter = new(CallerTelemetry.Name, typeof(CallerMeter).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "caller.calls",
        "{call}",
        "Calls that have ended, also those that were cancelled before they ran."
    );

    private static readonly Histogram<double> TimeInQueue = Meter.CreateHistogram(
        "caller.call.time_in_queue",
        "s",
        "How long a call waited for its turn, its delay included, before its function ran.",
        tags: null,
        Seconds
    );

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "caller.call.duration",
        "s",
        "How long the function of a call ran, its awaits included.",
        tags: null,
        Seconds
    );

    private static readonly Counter<long> Stalls = Meter.CreateCounter<long>(
        "caller.stalls",
        "{stall}",
        "Times that a caller did not turn for longer than its StallThreshold. Counted when the threshold is passed."
    );

    private static readonly Histogram<double> StallDuration = Meter.CreateHistogram(
        "caller.stall.duration",
        "s",
        "How long a stall lasted. Recorded when it is over.",
        tags: null,
        Seconds
    );

    internal static bool ObservesCalls => Calls.Enabled || TimeInQueue.Enabled || Duration.Enabled;

    internal static void CallStarted(string caller, TimeSpan waited) =>
        TimeInQueue.Record(waited.TotalSeconds, KeyValuePair.Create<string, object?>(CallerName, caller));

    /// <param name="caller">Whom it was given to.</param>
    /// <param name="ran">How long; null when it never ran.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="error">What it failed with.</param>
    internal static void CallEnded(string caller, TimeSpan? ran, string outcome, Exception? error)
    {
        var tags = new TagList { { CallerName, caller }, { Outcome, outcome } };
        if (error is not null)
        {
            tags.Add(ErrorType, error.GetType().FullName);
        }

        Calls.Add(1, tags);
        if (ran is { } time)
        {
            Duration.Record(time.TotalSeconds, tags);
        }
    }

    internal static void Stalled(string caller) => Stalls.Add(1, KeyValuePair.Create<string, object?>(CallerName, caller));

    internal static void StallEnded(string caller, TimeSpan held) =>
        StallDuration.Record(held.TotalSeconds, KeyValuePair.Create<string, object?>(CallerName, caller));
}
