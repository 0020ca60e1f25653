namespace CallerReactive.Tests.Callers;

internal sealed class StopRaceTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Stop_ACallBeginsWhileTheStopAsksTheOthers_ItIsAskedToo()
    {
        await using var caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.FromSeconds(5) });
        var laterBegan = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var laterWasAsked = false;
        using var loopIsHeld = new SemaphoreSlim(0);

        // The first call's cancellation callback runs inside Stop, after Stop has looked which calls there are; it lets the second one begin.
        var first = caller.CallSoon(async token =>
        {
            using var registration = token.Register(() =>
            {
                loopIsHeld.Release();
                laterBegan.Task.Wait(Limit);
            });
            await Task.Delay(Timeout.Infinite, token);
        });
        await caller.CallSoon(() => { });
        caller.CallDirect(() => loopIsHeld.Wait(Limit));
        var later = caller.CallSoon(async token =>
        {
            token.Register(() => laterWasAsked = true);
            laterBegan.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });

        caller.Stop();

        await caller.Stopped.WhenDone(Limit);
        Assert.That((first.Status, later.Status, laterWasAsked), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled, true)));
    }
}
