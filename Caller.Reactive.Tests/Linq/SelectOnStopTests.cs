using System.Collections.Concurrent;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

/// <summary>What a stop does to functions that wait, and to who observes without an error handler.</summary>
internal sealed class SelectOnStopTests
{
    private readonly Subject<int> _source = new();

    [TestCase(true, TestName = "AfterTheStopBegan_NoFunctionBegins(the one before has ended)")]
    [TestCase(false, TestName = "AfterTheStopBegan_NoFunctionBegins(the next is promised its turn)")]
    public async Task AfterTheStopBegan_NoFunctionBegins(bool running)
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var began = new ConcurrentQueue<int>();
        var seen = new ConcurrentQueue<string>();
        var end = new TaskCompletionSource<int>();
        var subscription = _source
            .SelectOn(
                caller,
                (value, _) =>
                {
                    began.Enqueue(value);
                    return value == 0 ? end.Task : Task.FromResult(value);
                }
            )
            .Subscribe(value => seen.Enqueue($"{value}"), error => seen.Enqueue(error.GetType().Name));
        for (var value = 0; value < 3; value++)
            _source.OnNext(value);
        await caller.CallSoon(static () => { }).InTime();

        await caller
            .CallSoon(() =>
            {
                end.SetResult(0);
                if (running)
                    caller.Stop();
                else
                    caller.CallDirect(() => caller.Stop()); // behind the result, before the turn that it promises to the next
            })
            .Ended();
        await caller.Stopped.Ended();

        Assert.That((string.Join(',', began), string.Join(',', seen)), Is.EqualTo(("0", $"0,{nameof(CallerStoppedException)}")));
        subscription.Dispose();
    }

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
