using System.Reactive;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Faults;

/// <summary>Observers, callbacks and handlers that throw: they are reported, and all others are told all the same (decision 14).</summary>
public sealed class ObserverFaultTests
{
#pragma warning disable NUnit1032 // One object per test: the tear-down of the test is the end of the field.
    private readonly Caller _caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.FromMinutes(1) });
#pragma warning restore NUnit1032
    private readonly List<Exception> _reported = [];
    private readonly FormatException _error = new();

    [SetUp]
    public void Listen() =>
        _caller.UnhandledException += (_, e) =>
        {
            e.Handled = true;
            lock (_reported)
                _reported.Add(e.Exception);
        };

    [TearDown]
    public async Task Stop() => await _caller.DisposeAsync().AsTask().InTime();

    [Test]
    public async Task AnObserverOfAPending_ThatThrows_HidesNothingFromTheOthers([Values] bool fails)
    {
        var told = 0;
        await _caller
            .CallSoon(async () =>
            {
                // Subscribed on the caller, where the call cannot have ended yet.
                var call = _caller.CallSoon(() => fails ? throw new DivideByZeroException() : 7);
                call.Subscribe(_ => throw _error, _ => throw _error, () => throw _error);
                call.Subscribe(_ => told++, _ => told++, () => told++);
                call.OnDone(_ => throw _error);
                call.OnDone(_ => told++);
                await call.WhenDone();
            })
            .InTime();
        Assert.That(told, Is.EqualTo(fails ? 2 : 3));
        Assert.That(_reported, Has.Count.InRange(2, 3).And.All.SameAs(_error));
    }

    [Test]
    public async Task ATokenCallback_ThatThrows_DoesNotKeepACallFromItsEnd([Values] bool byStop)
    {
        var begun = new TaskCompletionSource();
        var call = _caller.CallSoon(async token =>
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            token.Register(asked.SetResult);
            token.Register(() => throw _error);
            begun.SetResult();
            await asked.Task;
        });
        await begun.Task.InTime();
        if (byStop)
            _caller.Stop();
        else
            call.Cancel();
        await call.Ended();
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
        await _caller.DisposeAsync().AsTask().InTime();
        Assert.That(_reported, Has.Count.EqualTo(1).And.All.TypeOf<AggregateException>());
    }

    [Test]
    public async Task ObserversOfTheEnd_ThatThrow_DoNotKeepTheCallerFromIt()
    {
        var child = _caller.Get("child");
        await child.Started.InTime();
        foreach (var phase in new[] { _caller.Stopping, _caller.Stopped, child.Stopping, child.Stopped })
            phase.OnDone(_ => throw _error);
        _caller.StoppingToken.Register(() => throw _error);
        child.StoppingToken.Register(() => throw _error);

        _caller.Stop();

        await _caller.Stopped.InTime();
        Assert.That((_caller.State, child.State), Is.EqualTo((CallerState.Stopped, CallerState.Stopped)));
        await WhenReported(6);
    }

    [Test]
    public async Task AHandlerOfUnhandledException_ThatThrows_IsNotTheLastToBeAsked()
    {
        _caller.UnhandledException += (_, _) => throw Nasty.Make(Nasty.Kind.OutOfMemory);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _caller.UnhandledException += (_, _) => asked.TrySetResult();
        _caller.CallDirect(() => throw _error);
        await asked.Task.InTime();
    }

    [Test]
    public async Task AnObserverOfASequence_ThatThrows_LosesItsSubscription_AndTheLoopGoesOn()
    {
        using var subscription = Observable.Range(0, 5).ObserveOn(_caller).Subscribe(n => throw _error, _ => { });
        await WhenReported(1);
        Assert.That(await _caller.CallSoon(() => 7).InTime(), Is.EqualTo(7));
        Assert.That(_reported, Has.Count.EqualTo(1), "the first element, and no other after it");
    }

    [Test]
    public async Task ACancellerOfASource_ThatThrows_IsReported()
    {
        await _caller
            .CallSoon(() =>
            {
                var source = new PendingSource<Unit>(new CallOptions());
                source.SetCanceller(_ => throw _error);
                source.Pending.Cancel();
                source.TrySetCancelled();
                Assert.That(source.Pending.IsDone);
            })
            .InTime();
    }

    /// <summary>The last of them is told after the end: on whatever thread, a moment later.</summary>
    private async Task WhenReported(int count)
    {
        while (true)
        {
            lock (_reported)
            {
                if (_reported.Count >= count)
                    return;
            }

            await Task.Yield();
            TestContext.CurrentContext.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
