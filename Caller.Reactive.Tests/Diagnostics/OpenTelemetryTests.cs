using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CallerReactive.Tests.Diagnostics;

/// <summary>What arrives behind the SDK that everybody uses. Alone: while somebody listens, calls of other tests would not be free.</summary>
[NonParallelizable]
public sealed class OpenTelemetryTests
{
    [Test]
    public async Task Metrics_ArriveWithTheirNamesUnitsAndTags()
    {
        var seen = new List<(string Name, string Unit, string Tags, double Value)>();
        using var exporter = new Exporter<Metric>(metric => seen.AddRange(PointsOf(metric)));
        using var reader = new BaseExportingMetricReader(exporter);
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("Caller.Reactive").AddReader(reader).Build();
        await using var caller = Caller.StartNew("exported");
        await caller.CallSoon(static () => { }).InTime();
        await caller.CallSoon(static () => throw new FormatException("x")).Failure();
        using var later = new CancellationTokenSource();
        _ = caller.CallLater(TimeSpan.FromHours(1), static () => { }, later.Token);

        Assert.That(reader.Collect(), Is.True);

        var own = seen.Where(static point => point.Tags.Contains("caller.name=exported", StringComparison.Ordinal)).ToList();
        using (Assert.EnterMultipleScope())
        {
            foreach (
                var expected in new[]
                {
                    ("caller.calls", "{call}", "caller.call.outcome=succeeded caller.name=exported", 1.0),
                    ("caller.calls", "{call}", "caller.call.outcome=faulted caller.name=exported error.type=System.FormatException", 1.0),
                    ("caller.call.time_in_queue", "s", "caller.name=exported", 2.0),
                    ("caller.call.duration", "s", "caller.call.outcome=succeeded caller.name=exported", 1.0),
                    ("caller.active_calls", "{call}", "caller.name=exported", 0.0),
                    ("caller.queue.length", "{item}", "caller.name=exported", 0.0),
                    ("caller.timer.count", "{timer}", "caller.name=exported", 1.0),
                }
            )
                Assert.That(own, Has.Member(expected));
        }

        later.Cancel();
    }

    [Test]
    public async Task StallsAndWorkers_ArriveToo()
    {
        var seen = new List<(string Name, string Unit, string Tags, double Value)>();
        using var exporter = new Exporter<Metric>(metric => seen.AddRange(PointsOf(metric)));
        using var reader = new BaseExportingMetricReader(exporter);
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("Caller.Reactive").AddReader(reader).Build();
        var clock = new FakeTimeProvider();
        await using var caller = Caller.StartNew(
            new CallerOptions
            {
                Name = "held",
                TimeProvider = clock,
                StallThreshold = TimeSpan.FromSeconds(2),
            }
        );
        using var gate = new ManualResetEventSlim();
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var begun = new CountdownEvent(2);
        Caller? workers = null;
        var worker = caller.ToThread(async () =>
        {
            workers = Caller.Current;
            begun.Signal();
            await end.Task; // it awaits, and so is used and no stall
        });
        var call = caller.CallSoon(() =>
        {
            begun.Signal();
            gate.Block();
        });
        begun.Wait(TestContext.CurrentContext.CancellationToken);
        var isOver = TestContext.CurrentContext.CancellationToken;
        SpinWait.SpinUntil(() => workers!.Loop.ExecutingItem is null || isOver.IsCancellationRequested); // or it would be a stall too
        try
        {
            clock.Advance(TimeSpan.FromSeconds(3));
            Assert.That(reader.Collect(), Is.True);
            Assert.That(seen, Has.Member(("caller.stalls", "{stall}", "caller.name=held", 1.0)));
            Assert.That(seen, Has.Member(("caller.worker.count", "{worker}", "caller.name=held caller.worker.state=used", 1.0)));
            Assert.That(seen.Select(static point => point.Name), Has.No.Member("caller.stall.duration"), "It is not over");
        }
        finally
        {
            gate.Set();
            end.SetResult(); // by a clock that stands still a stop would wait for both for ever
        }

        await call.InTime();
        await worker.InTime();
        await caller.CallSoon(static () => { }).InTime(); // what ended the stall has told so
        seen.Clear();
        Assert.That(reader.Collect(), Is.True);
        Assert.That(seen, Has.Member(("caller.stall.duration", "s", "caller.name=held", 1.0)));
        Assert.That(seen, Has.Member(("caller.worker.count", "{worker}", "caller.name=held caller.worker.state=idle", 1.0)));
    }

    [Test]
    public async Task Spans_ArriveUnderTheirSubmitter()
    {
        var seen = new List<Activity>();
        using var own = new ActivitySource(nameof(Spans_ArriveUnderTheirSubmitter));
        using var exporter = new Exporter<Activity>(seen.Add);
        using var processor = new SimpleActivityExportProcessor(exporter);
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource("Caller.Reactive", own.Name).AddProcessor(processor).Build();
        await using var caller = Caller.StartNew("traced");
        using (var request = own.StartActivity("request"))
        {
            await caller.ScheduleCall(static () => { }, new CallOptions { Name = "load" }).InTime();
            await caller.ScheduleCall(static () => throw new FormatException("x"), new CallOptions { Name = "fail" }).Failure();
        }

        await caller.DisposeAsync();
        Activity Span(string name) => seen.Single(span => span.DisplayName == name);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Span("load").ParentSpanId, Is.EqualTo(Span("request").SpanId));
            Assert.That(Span("load").TraceId, Is.EqualTo(Span("request").TraceId));
            Assert.That(Span("load").GetTagItem("caller.name"), Is.EqualTo("traced"));
            Assert.That(Span("fail").Status, Is.EqualTo(ActivityStatusCode.Error));
            Assert.That(Span("fail").GetTagItem("error.type"), Is.EqualTo("System.FormatException"));
        }
    }

    private static IEnumerable<(string Name, string Unit, string Tags, double Value)> PointsOf(Metric metric)
    {
        var points = new List<(string, string, string, double)>();
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var tags = new List<string>();
            foreach (var tag in point.Tags)
                tags.Add($"{tag.Key}={tag.Value}");
            var value = metric.MetricType == MetricType.Histogram ? point.GetHistogramCount() : point.GetSumLong();
            points.Add((metric.Name, metric.Unit, string.Join(' ', tags.Order(StringComparer.Ordinal)), value));
        }

        return points;
    }

    private sealed class Exporter<T>(Action<T> export) : BaseExporter<T>
        where T : class
    {
        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (var item in batch)
                lock (this)
                    export(item);
            return ExportResult.Success;
        }
    }
}
