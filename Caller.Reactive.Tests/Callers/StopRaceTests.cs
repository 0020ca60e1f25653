namespace CallerReactive.Tests.Callers;

internal sealed class StopRaceTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Stop_ACallHasItsTurnWhileTheStopAsksTheOthers_ItCountsAsWaiting()
    {
        await using var caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.FromSeconds(5) });
        var laterBegan = false;
        using var loopIsHeld = new SemaphoreSlim(0);

        // The first call's cancellation callback runs inside Stop, while the loop knows of the stop already; it lets the second one have its turn.
        var first = caller.CallSoon(async token =>
        {
            using var registration = token.Register(() => loopIsHeld.Release());
            await Task.Delay(Timeout.Infinite, token);
        });
        await caller.CallSoon(() => { });
        caller.CallDirect(() => loopIsHeld.Wait(Limit));
        var later = caller.CallSoon(async token =>
        {
            laterBegan = true;
            await Task.Delay(Timeout.Infinite, token);
        });

        caller.Stop();

        await caller.Stopped.WhenDone(Limit);
        Assert.That((first.Status, later.Status, laterBegan), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled, false)));
    }
}
