namespace CallerReactive.Tests.BadInput;

/// <summary>From every callback everything may be called, that which called back included: nothing hangs, every call ends, and the caller still stops.</summary>
public sealed class ReentrancyTests
{
    public enum From
    {
        OnNext,
        OnCompleted,
        OnError,
        OnDone,
        ObserveOnNext,
        ScheduledAction,
        PeriodicAction,
        QueueHandler,
        TokenCallback,
        Canceller,
        Stopping,
        Stopped,
        UnhandledException,
        Logger,
        GroupMember,
        Stalled,
        StoppingToken,
        Post,
        Timer,
        StartStopBody,
        ThreadFactory,
    }

    public enum Deed
    {
        Unsubscribe,
        CancelItself,
        Stop,
        Dispose,
        Call,
        CallWorker,
        Queue,
        Schedule,
        MakeChild,
        SubscribeAgain,
        GetSnapshot,
        Wait,
        WaitForTheEnd,
        Throw,
    }

    [Test]
    public async Task FromACallback_AnythingMayBeDone([Values] From from, [Values] Deed what)
    {
        using var stage = new ReentrancyStage(from, what);
        stage.Raise();
        await stage.Came.InTime();
        await stage.End();
        Assert.That(stage.Failure, Is.Null);
    }

    /// <summary>
    /// On the caller, and where its thread is made; and for its end, where its stop is told before the loop has heard of it. On other threads it comes to its end, be it a cancellation.
    /// </summary>
    [Test]
    public async Task ABlockingWait_IsRefused_JustWhereItWouldNeverEnd(
        [Values] From from,
        [Values(Deed.Wait, Deed.WaitForTheEnd)] Deed what
    )
    {
        using var stage = new ReentrancyStage(from, what);
        stage.Raise();
        await stage.Came.InTime();
        await stage.End();
        var ends = from switch
        {
            From.OnNext or From.OnCompleted or From.OnError or From.OnDone or From.Canceller or From.Stopped or From.Stalled => true,
            From.Stopping or From.StoppingToken => what == Deed.Wait,
            _ => false,
        };
        Assert.That((stage.Failure, stage.WaitRefused), Is.EqualTo((default(Exception), !ends)));
    }
}
