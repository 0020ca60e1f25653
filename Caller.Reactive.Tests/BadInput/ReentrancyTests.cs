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

    /// <summary>On the caller, and where its thread is made. On other threads it comes to its end, be it a cancellation.</summary>
    [Test]
    public async Task ABlockingWait_IsRefused_JustWhereItWouldNeverEnd([Values] From from)
    {
        using var stage = new ReentrancyStage(from, Deed.Wait);
        stage.Raise();
        await stage.Came.InTime();
        await stage.End();
        var ends =
            from
            is From.OnNext
                or From.OnCompleted
                or From.OnError
                or From.OnDone
                or From.Canceller
                or From.Stopping
                or From.Stopped
                or From.Stalled
                or From.StoppingToken;
        Assert.That((stage.Failure, stage.WaitRefused), Is.EqualTo((default(Exception), !ends)));
    }
}
