using CallerReactive.Tests.LoopTests;

namespace CallerReactive.Tests.Pendings;

/// <summary>Whoever awaits, on a caller, the end of that caller waits for itself. It is resumed when it is asked to end, wherever it runs, and never lost.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OwnEndListenerTests
{
    private readonly Caller _caller = Caller.StartNew("own");
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _end;

    [TearDown]
    public async Task EndTheCaller() => await _caller.DisposeAsync();

    [Test]
    public async Task InAHandlerOfAQueue_ItEndsWithTheStop_OrWithTheQueue([Values] bool stop)
    {
        var reports = 0;
        _caller.UnhandledException += (_, _) => reports++;
        Func<int, Task> handler = _ => Serve();
        _caller.QueueCall(handler, 1);
        await _begun.Task.InTime();
        var queue = _caller.QueueGet(handler)!;
        if (stop)
            _caller.Stop();
        else
            _caller.QueueClose(handler);
        await queue.Ended();
        await _caller.DisposeAsync().AsTask().InTime();
        Assert.That((_end, reports), Is.EqualTo((nameof(PendingCancelledException), 0)));
    }

    [Test]
    public async Task InAService_ItEndsWithTheStop_OrWhenTheServiceIsAskedTo_AndWhatItReturnsCounts(
        [Values] bool stop,
        [Values] bool catches
    )
    {
        var service = _caller
            .CreateStartStopTask(async signals =>
            {
                signals.Started();
                try
                {
                    await Serve();
                }
                catch (PendingCancelledException) when (catches) { }

                return 7;
            })
            .Start();
        await _begun.Task.InTime();
        if (stop)
            _caller.Stop();
        else
            _ = service.Stop();
        await service.Stopped.Ended();
        await _caller.DisposeAsync().AsTask().InTime();
        Assert.That(
            (_end, service.Stopped.Status),
            Is.EqualTo((nameof(PendingCancelledException), catches ? PendingStatus.Succeeded : PendingStatus.Cancelled))
        );
    }

    [Test]
    public async Task InAService_ThatIsCancelledFromWithin_ItEndsToo()
    {
        Pending? own = null;
        var service = _caller
            .CreateStartStopTask(async _ =>
            {
                own = Pending.Current;
                await Serve();
                return 7;
            })
            .Start();
        await _begun.Task.InTime();
        own!.Cancel();
        await service.Stopped.Ended();
        Assert.That(_end, Is.EqualTo(nameof(PendingCancelledException)));
    }

    [Test]
    public async Task LeftBehindByACallThatHasEnded_ItEndsWithTheCaller()
    {
        Task? left = null;
        await _caller
            .CallSoon(() =>
            {
                left = Serve();
            })
            .InTime();
        await _caller.DisposeAsync().AsTask().InTime();
        await left!.InTime();
        Assert.That(_end, Is.EqualTo("value"));
    }

    [Test]
    public async Task OnceItHasEnded_NothingIsKept()
    {
        var call = _caller.CallSoon(Serve);
        await _begun.Task.InTime();
        Assert.That(_caller.Stopped.Listeners(), Has.Count.EqualTo(1));
        call.Cancel();
        await call.Ended();
        Assert.That(_caller.Stopped.Listeners(), Is.Empty);
    }

    [Test]
    public void BothItsReasons_ResumeItOnce([Values] bool askedFirst)
    {
        var home = new ManualLoop(new ManualOwner(), TimeProvider.System);
        var (own, awaited) = (new PendingSource<int>(), new PendingSource<int>());
        var resumed = 0;
        new OwnEndListener(() => resumed++, home, awaited.Pending).Begin(own.Pending);
        Assert.That(home.HasArrivals, Is.False);
        if (askedFirst)
            own.Pending.Details.CancelSource();
        awaited.TrySetResult(1);
        own.Pending.Details.CancelSource();
        home.Drain();
        Assert.That(resumed, Is.EqualTo(1));
    }

    [Test]
    public void WhatHasEndedMeanwhile_ResumesItAtOnce()
    {
        var home = new ManualLoop(new ManualOwner(), TimeProvider.System);
        var resumed = 0;
        new OwnEndListener(() => resumed++, home, Pending<int>.FromResult(1)).Begin(new PendingSource<int>().Pending);
        home.Drain();
        Assert.That(resumed, Is.EqualTo(1));
    }

    private async Task Serve()
    {
        _begun.TrySetResult();
        try
        {
            await _caller.Stopped;
            _end = "value";
        }
        catch (Exception e)
        {
            _end = e.GetType().Name;
            throw;
        }
    }
}
