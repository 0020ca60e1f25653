namespace CallerReactive.Tests.Callers;

/// <summary>D8: a start that fails faults Started, completes Stopped and leaves nothing in the registry.</summary>
public sealed class CallerStartFailureTests
{
    private static CallerOptions WithFactory(Func<ThreadStart, Thread> factory) =>
        new() { Name = "Broken", Host = CallerHost.NewThread(new ThreadHostOptions { Factory = factory }) };

    [Test]
    public async Task AFactoryThatThrows_FaultsStarted()
    {
        var caller = Caller.StartNew(WithFactory(_ => throw new FormatException()));
        Assert.That(await caller.Started.Failure(), Is.TypeOf<FormatException>());
        await caller.Stopped.InTime();
        Assert.That(
            (caller.State, caller.Stopping.IsDone, Caller.Find(caller.Id)),
            Is.EqualTo((CallerState.Stopped, true, default(Caller)))
        );
        Assert.That(caller.CallSoon(() => 1).Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task AFactoryThatReturnsNull_FaultsStarted()
    {
        var log = new CollectingLogger();
        var caller = Caller.StartNew(WithFactory(_ => null!) with { Logger = log });
        Assert.That(await caller.Started.Failure(), Is.TypeOf<InvalidOperationException>().With.Message.Contains("returned null"));
        await caller.Stopped.InTime();
        Assert.That(log.Texts, Has.Some.EqualTo("The caller 'Broken' could not start"));
    }

    [Test]
    public async Task Start_OfACreatedCaller_FailsTheSameWay_AndWhatWaitedIsCancelled()
    {
        var caller = Caller.Create(WithFactory(_ => throw new FormatException()));
        var waiting = caller.CallSoon(() => 1);
        caller.Start();
        await caller.Stopped.InTime();
        Assert.That(caller.Started.Exception, Is.TypeOf<FormatException>());
        Assert.That(waiting.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task AChildThatCannotStart_IsNoChild()
    {
        await using var parent = Caller.StartNew();
        var child = parent.Get(WithFactory(_ => throw new FormatException()));
        await child.Stopped.InTime();
        Assert.That(child.Started.Exception, Is.TypeOf<FormatException>());
        Assert.That(parent.Children, Is.Empty);
        Assert.That(await parent.CallSoon(() => 1).InTime(), Is.EqualTo(1));
    }
}
