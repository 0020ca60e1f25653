using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace CallerReactive.Aot;

/// <summary>What listeners from outside are told: of the meter, of spans, of events.</summary>
internal static class Telemetry
{
    private const string Name = "Caller.Reactive";

    internal static async Task Run(Checks checks)
    {
        await Measurements(checks);
        await Spans(checks);
        await Events(checks);
    }

    private static async Task Measurements(Checks checks)
    {
        var told = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => told[Series(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => told[Series(instrument, tags)] = value);
        listener.Start();

        var caller = Caller.StartNew("measured");
        await Work(caller);
        await caller.ToThread(() => { });
        _ = caller.CallLater(TimeSpan.FromHours(1), () => { });
        listener.RecordObservableInstruments();
        await caller.DisposeAsync(); // whoever awaits a call may be told before it is counted
        string[] series =
        [
            "caller.calls measured succeeded",
            "caller.calls measured faulted System.FormatException",
            "caller.call.duration measured succeeded",
            "caller.call.time_in_queue measured",
        ];
        checks.That(Array.TrueForAll(series, told.ContainsKey));
        checks.That(told.GetValueOrDefault("caller.timer.count measured") >= 1);
        checks.That(
            told.Where(static one => one.Key.StartsWith("caller.worker.count measured ", StringComparison.Ordinal))
                .Sum(static one => one.Value) == 1
        );
    }

    private static async Task Spans(Checks checks)
    {
        var ended = new ConcurrentDictionary<string, Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is Name or "aot",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => ended[activity.OperationName] = activity,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("aot");
        using var submitter = source.StartActivity("submitter");
        var caller = Caller.StartNew("traced");
        await Work(caller);
        await caller.ScheduleCall(() => source.StartActivity("inner")?.Stop(), new CallOptions { Name = "outer" });
        await caller.DisposeAsync();
        var (load, inner) = (ended.GetValueOrDefault("load"), ended.GetValueOrDefault("inner"));
        checks.That(load?.ParentSpanId == submitter?.SpanId && load?.GetTagItem("caller.name") is "traced");
        checks.That(inner is not null && inner.ParentSpanId == ended.GetValueOrDefault("outer")?.SpanId);
        checks.That(ended.GetValueOrDefault("fail")?.Status == ActivityStatusCode.Error);
    }

    private static async Task Events(Checks checks)
    {
        using var listener = new EventLog();
        var caller = Caller.StartNew("told of");
        await Work(caller);
        await caller.CallSoon(() => caller.CallSoon(() => { }).Wait()).WhenDone();
        await caller.DisposeAsync();
        string[] names = ["CallerStarted", "CallBegins", "CallEnded", "DeadlockRefused", "CallerStopping", "CallerStopped"];
        checks.That(Array.TrueForAll(names, name => listener.Told.Any(told => told.EventName == name)));
        checks.That(
            listener.Told.Any(static told => told is { EventName: "CallEnded", Payload: [long, "told of", "load", "succeeded", double] })
        );
        checks.That(listener.Told.All(static told => told.EventId != 0)); // 0: errors of the event source itself
    }

    private static async Task Work(Caller caller)
    {
        await caller.ScheduleCall(() => { }, new CallOptions { Name = "load" });
        await caller.ScheduleCall(() => throw new FormatException(), new CallOptions { Name = "fail" }).WhenDone();
    }

    private static string Series(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', [instrument.Name, .. tags.ToArray().Select(static tag => tag.Value)]);

    private sealed class EventLog : EventListener
    {
        private readonly ConcurrentQueue<EventWrittenEventArgs> _told = [];

        internal IEnumerable<EventWrittenEventArgs> Told => _told;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == Name)
            {
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
            }
        }

        // The base constructor calls OnEventSourceCreated, and events may come, before this object's fields are there.
        protected override void OnEventWritten(EventWrittenEventArgs eventData) => _told?.Enqueue(eventData);
    }
}
