using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

/// <summary>What a stop does to functions that wait, and to who observes without an error handler.</summary>
internal sealed class SelectOnStopTests
{
    private readonly Subject<int> _source = new();

    [Test]
    public async Task CallerStops_AnObserverWithoutAnErrorHandler_IsReportedAndNotRethrown()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var origins = new ConcurrentQueue<CallerExceptionOrigin>();
        caller.UnhandledException += (_, error) => origins.Enqueue(error.Origin);
        using var subscription = _source.SelectOn(caller, static (value, _) => Task.FromResult(value)).Subscribe(static _ => { });

        caller.Stop();
        await caller.Stopped.Ended();

        Assert.That(origins, Is.EqualTo([CallerExceptionOrigin.Observer]));
    }
}
