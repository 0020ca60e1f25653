using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Diagnostics;

/// <summary>Alone: while somebody listens, calls of other tests would not be free.</summary>
[NonParallelizable]
public sealed class EventSourceTests
{
    [Test]
    public async Task TheLifeOfACaller_ItsCallsStallsAndErrors_AreTold()
    {
        using var listener = new Listener();
        var clock = new FakeTimeProvider();
        var caller = Caller.StartNew(
            new CallerOptions
            {
                Name = "evented",
                TimeProvider = clock,
                StallThreshold = TimeSpan.FromSeconds(1),
            }
        );
        var id = caller.Id;
        await caller.ScheduleCall(() => clock.Advance(TimeSpan.FromSeconds(2)), new CallOptions { Name = "load" }).InTime();
        caller.CallDirect(static () => throw new FormatException("x"));
        await caller.CallSoon(() => caller.CallSoon(static () => { }).Wait()).Failure();
        await caller.DisposeAsync();
        string[] names = [.. listener.Of(id).Select(static told => told.EventName!)];
        Assert.Multiple(() =>
        {
            Assert.That(
                names,
                Is.SupersetOf([
                    "CallerStarted",
                    "CallBegins",
                    "CallEnded",
                    "Stalled",
                    "StallEnded",
                    "UnhandledException",
                    "CallerStopping",
                    "CallerStopped",
                ])
            );
            Assert.That(listener.All, Has.Some.Property("EventName").EqualTo("DeadlockRefused"));
            var stalled = listener.Of(id).Single(static told => told.EventName == "Stalled");
            Assert.That(stalled.Payload![2], Does.StartWith("call 'load'"));
            Assert.That(stalled.Payload[3], Is.EqualTo(1.0).Or.EqualTo(2.0));
            var ended = listener.Of(id).First(static told => told.EventName == "CallEnded");
            Assert.That((ended.Payload![2], ended.Payload[3], ended.Payload[4]), Is.EqualTo(("load", "succeeded", 2.0)));
            foreach (var name in new[] { "CallBegins", "CallEnded" })
            {
                var calls = listener.Of(id).Where(told => told.EventName == name).Select(static told => told.Payload![2]);
                Assert.That(calls.Distinct(), Is.EquivalentTo(new[] { "load", "" }), "a call without a name has an empty one");
            }
        });
        Assert.That(listener.All.Where(static told => told.EventId == 0), Is.Empty, "errors of the event source itself");
    }

    [Test]
    public void ThePage_NamesEachEvent()
    {
        var page = Repo.Repository.Read("docs/diagnostics.md");
        var events = typeof(CallerEventSource)
            .GetMethods()
            .Where(static method => method.IsDefined(typeof(EventAttribute), inherit: false))
            .ToArray();
        Assert.That(events, Has.Length.EqualTo(10));
        Assert.That(events.Where(method => !page.Contains($"| `{method.Name}` |", StringComparison.Ordinal)), Is.Empty);
    }

    private sealed class Listener : EventListener
    {
        private readonly ConcurrentQueue<EventWrittenEventArgs> _told = new();

        internal IEnumerable<EventWrittenEventArgs> All => _told;

        internal IEnumerable<EventWrittenEventArgs> Of(long id) => _told.Where(told => told.Payload is [long caller, ..] && caller == id);

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Caller.Reactive")
            {
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
            }
        }

        // The base constructor calls OnEventSourceCreated, and events may come, before this object's fields are there.
        protected override void OnEventWritten(EventWrittenEventArgs eventData) => _told?.Enqueue(eventData);
    }
}
