using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Diagnostics;

/// <summary>Alone: while somebody listens, calls of other tests would not be free.</summary>
[NonParallelizable]
public sealed partial class MeterTests
{
    [Test]
    public async Task Calls_AreCountedByOutcome_AndTimed()
    {
        var clock = new FakeTimeProvider();
        using var measured = new Measurements("metered");
        await using var caller = Caller.StartNew(new CallerOptions { Name = "metered", TimeProvider = clock });
        await caller.CallSoon(() => clock.Advance(TimeSpan.FromSeconds(2))).InTime();
        await caller.CallSoon(static () => throw new FormatException("x")).Failure();
        var cancelled = caller.CallLater(TimeSpan.FromHours(1), static () => { });
        cancelled.Cancel();
        await caller.ToThread(static () => { }).InTime();
        var later = caller.CallLater(TimeSpan.FromSeconds(3), static () => { });
        clock.Advance(TimeSpan.FromSeconds(3));
        await later.InTime();

        Assert.Multiple(() =>
        {
            Assert.That(
                measured.Of("caller.calls").Select(static call => call.Tags["caller.call.outcome"]),
                Is.EquivalentTo(["succeeded", "faulted", "cancelled", "succeeded", "succeeded"])
            );
            Assert.That(
                measured.Of("caller.calls").Single(static call => call.Tags.ContainsKey("error.type")).Tags["error.type"],
                Is.EqualTo("System.FormatException")
            );
            Assert.That(
                measured.Of("caller.call.duration").Select(static call => call.Value),
                Is.EquivalentTo([2.0, 0, 0, 0]),
                "the cancelled one never ran"
            );
            Assert.That(measured.Of("caller.call.time_in_queue").Select(static call => call.Value), Is.EquivalentTo([0.0, 0, 0, 3]));
        });
    }

    [Test]
    public async Task QueueTimersAndWorkers_ArePulled_SummedByName()
    {
        using var gate = new ManualResetEventSlim();
        await using var caller = Caller.StartNew(
            new CallerOptions { Name = "pulled", WorkerIdleTimeout = Timeout.InfiniteTimeSpan } // its timer would be counted
        );
        await using var namesake = Caller.StartNew("pulled");
        await caller.ToThread(static () => { }).InTime();
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = caller.CallSoon(() =>
        {
            busy.SetResult();
            gate.Block();
        });
        await busy.Task.InTime();
        var waiting = caller.CallSoon(static () => { });
        using var timer = caller.CallLater(TimeSpan.FromHours(1), static () => { }).AsDisposable();
        using var other = namesake.CallLater(TimeSpan.FromHours(1), static () => { }).AsDisposable();

        using var measured = new Measurements("pulled");
        measured.Observe();

        Assert.Multiple(() =>
        {
            Assert.That(measured.Of("caller.queue.length").Single().Value, Is.EqualTo(1));
            Assert.That(measured.Of("caller.timer.count").Single().Value, Is.EqualTo(2));
            Assert.That(measured.Of("caller.active_calls").Single().Value, Is.EqualTo(1));
            Assert.That(
                measured.Of("caller.worker.count").ToDictionary(static one => one.Tags["caller.worker.state"]!, static one => one.Value),
                Is.EqualTo(new Dictionary<object, double> { ["idle"] = 1, ["used"] = 0 })
            );
        });
        gate.Set();
        await Task.WhenAll(held.AsTask(), waiting.AsTask()).InTime();
    }

    [Test]
    public async Task Stalls_AreCountedAndTimed()
    {
        var clock = new FakeTimeProvider();
        using var measured = new Measurements("stalls");
        await using var caller = Caller.StartNew(
            new CallerOptions
            {
                Name = "stalls",
                TimeProvider = clock,
                StallThreshold = TimeSpan.FromSeconds(1),
            }
        );
        await caller.CallSoon(() => clock.Advance(TimeSpan.FromSeconds(3))).InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(measured.Of("caller.stalls").Select(static stall => stall.Value), Is.EqualTo([1.0]));
        Assert.That(measured.Of("caller.stall.duration").Select(static stall => stall.Value), Is.EqualTo([3.0]));
    }

    [Test]
    public async Task AListenerThatThrows_LosesNoCall()
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Caller.Reactive")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("listener"));
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("listener"));
        listener.Start();
        var caller = Caller.StartNew();
        var reported = 0;
        caller.UnhandledException += (_, e) => Interlocked.Add(ref reported, e.Exception.Message == "listener" ? 1 : 0);
        Assert.That(await caller.CallSoon(static () => 7).InTime(), Is.EqualTo(7));
        await caller.CallSoon(static () => { }).InTime();
        await caller.DisposeAsync();
        Assert.That(reported, Is.EqualTo(4), "at the beginning and at the end of each of the two");
    }

    [Test]
    public void NamesAndUnits_AreAsTheConventionsHaveThem()
    {
        List<Instrument> instruments = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "Caller.Reactive")
                {
                    instruments.Add(instrument);
                }
            },
        };
        Caller.Create().Stop(); // makes the meter, if nobody has
        listener.Start();
        Assert.That(instruments, Has.Count.EqualTo(9));
        foreach (var instrument in instruments)
        {
            Assert.That(instrument.Name, Does.Match(Conventional()));
            Assert.That(instrument.Unit, Does.Match(@"^(s|\{[a-z]+\})$"), instrument.Name);
            Assert.That(instrument.Description, Is.Not.Empty, instrument.Name);
        }

        var page = Repo.Repository.Read("docs/diagnostics.md");
        Assert.That(
            instruments.Where(instrument => !page.Contains($"| `{instrument.Name}` |", StringComparison.Ordinal)),
            Is.Empty,
            "not in the page"
        );
    }

    [GeneratedRegex(@"^caller(\.[a-z]+(_[a-z]+)*)+$")]
    private static partial Regex Conventional();
}
