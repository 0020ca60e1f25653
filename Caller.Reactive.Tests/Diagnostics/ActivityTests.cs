using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CallerReactive.Tests.Diagnostics;

/// <summary>Spans of named calls. Alone: while somebody listens, calls of other tests would not be free.</summary>
[NonParallelizable]
public sealed class ActivityTests
{
    private readonly List<Activity> _ended = [];
    private ActivityListener _listener = null!;

    [SetUp]
    public void Listen()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Caller.Reactive" or "tests",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (_ended)
                {
                    _ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [TearDown]
    public void StopListening() => _listener.Dispose();

    [Test]
    public async Task ANamedCall_HasASpan_ChildOfTheSubmitters()
    {
        using var source = new ActivitySource("tests");
        await using var caller = Caller.StartNew("traced");
        using var submitter = source.StartActivity("submitter")!;
        var inside = await caller
            .ScheduleCall(
                async () =>
                {
                    await Task.Yield();
                    using var inner = source.StartActivity("inner")!;
                    return (Current: inner.Parent?.OperationName, Trace: inner.TraceId);
                },
                new CallOptions { Name = "load" }
            )
            .InTime();
        await caller.CallSoon(static () => { }).InTime();
        var span = Ended("load").Single();
        Assert.Multiple(() =>
        {
            Assert.That(span.ParentSpanId, Is.EqualTo(submitter.SpanId));
            Assert.That((inside.Current, inside.Trace), Is.EqualTo(("load", submitter.TraceId)), "what it starts is its child");
            Assert.That(span.GetTagItem("caller.name"), Is.EqualTo("traced"));
            Assert.That(span.GetTagItem("caller.call.outcome"), Is.EqualTo("succeeded"));
            Assert.That(Activity.Current, Is.SameAs(submitter));
        });
    }

    [Test]
    public async Task ACallThatFails_HasAnErrorOnItsSpan()
    {
        await using var caller = Caller.StartNew();
        await caller.ScheduleCall(static () => throw new FormatException("x"), new CallOptions { Name = "fails" }).Failure();
        await caller.CallSoon(static () => { }).InTime(); // whoever awaits a call may be told before its span is ended
        var span = Ended("fails").Single();
        Assert.That((span.Status, span.GetTagItem("error.type")), Is.EqualTo((ActivityStatusCode.Error, "System.FormatException")));
        Assert.That(span.Events.Single().Name, Is.EqualTo("exception"));
    }

    [Test]
    public async Task ACallThatNeverRuns_LeavesTheSpanOfItsSubmitterAlone()
    {
        using var source = new ActivitySource("tests");
        var caller = Caller.Create(new CallerOptions { Name = "not started" });
        using var submitter = source.StartActivity("submitter")!;
        var call = caller.ScheduleCall(static () => { }, new CallOptions { Name = "load" });
        call.Cancel();
        Assert.That((call.IsDone, submitter.IsStopped, Activity.Current), Is.EqualTo((true, false, submitter)));
        await caller.DisposeAsync();
    }

    [Test]
    public async Task AListenerThatThrows_LeavesTheSpanOfTheSubmitterAlone()
    {
        using var meter = new MeterListener();
        meter.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "caller.call.time_in_queue")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meter.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("listener"));
        meter.Start();
        using var source = new ActivitySource("tests");
        var caller = Caller.StartNew();
        using var submitter = source.StartActivity("submitter")!;
        await caller.ScheduleCall(static () => { }, new CallOptions { Name = "load" }).InTime();
        await caller.DisposeAsync(); // whoever awaits a call may be told before its span is ended
        Assert.That((submitter.IsStopped, submitter.TagObjects.Count()), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task CallsWithoutAName_AndThoseThatNeverRun_HaveNone()
    {
        await using var caller = Caller.StartNew();
        await caller.CallSoon(static () => { }).InTime();
        caller.ScheduleCall(static () => { }, new CallOptions { Name = "never", Delay = TimeSpan.FromHours(1) }).Cancel();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(Ended("never"), Is.Empty);
        lock (_ended)
        {
            Assert.That(_ended, Is.Empty);
        }
    }

    [Test]
    public async Task ASpanThatIsEndedElsewhere_LeavesTheCurrentOneThere()
    {
        using var source = new ActivitySource("tests");
        await using var caller = Caller.StartNew();
        var never = new TaskCompletionSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = (Pending)
            caller.ScheduleCall(
                async () =>
                {
                    begun.SetResult();
                    await never.Task;
                },
                new CallOptions { Name = "abandoned" }
            );
        await begun.Task.InTime();
        using var own = source.StartActivity("own")!;
        call.ForceCancelled("test"); // on this thread, as an abandoning stop does
        Assert.That(Activity.Current, Is.SameAs(own));
        Assert.That(Ended("abandoned").Single().GetTagItem("caller.call.outcome"), Is.EqualTo("cancelled"));
        never.SetResult();
    }

    [Test]
    public async Task TheSpan_DoesNotReachTheNextItem()
    {
        await using var caller = Caller.StartNew();
        await caller.ScheduleCall(static () => { }, new CallOptions { Name = "first" }).InTime();
        var next = new TaskCompletionSource<Activity?>();
        caller.CallDirect(() => next.SetResult(Activity.Current));
        Assert.That(await next.Task.InTime(), Is.Null);
    }

    private List<Activity> Ended(string name)
    {
        lock (_ended)
        {
            return _ended.FindAll(activity => activity.OperationName == name);
        }
    }
}
