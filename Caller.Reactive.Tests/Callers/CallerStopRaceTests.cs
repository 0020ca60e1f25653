namespace CallerReactive.Tests.Callers;

/// <summary>What runs when a stop comes gets its token, however close the two are.</summary>
public sealed class CallerStopRaceTests
{
    private static readonly CallerOptions Patient = new() { StopTimeout = Timeout.InfiniteTimeSpan };

    [Test]
    public async Task AFunctionOfCallLater_ThatRuns_GetsItsToken()
    {
        await using var caller = Caller.StartNew(Patient);
        var inside = new TaskCompletionSource();
        var pending = caller.CallLater(
            TimeSpan.FromMilliseconds(1),
            token =>
            {
                inside.SetResult();
                token.WaitHandle.WaitOne();
            }
        );
        await inside.Task.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That(
            (pending.Status, pending.CancelReasons),
            Is.EqualTo((PendingStatus.Cancelled, new[] { $"The caller '{caller.Name}' is stopping." }))
        );
    }

    [Test]
    public async Task AFunctionOfCallLater_ThatIsStillSynchronous_GetsItsToken()
    {
        await using var caller = Caller.StartNew(Patient);
        var inside = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        var pending = caller.CallLater(
            TimeSpan.FromMilliseconds(1),
            async token =>
            {
                inside.SetResult();
                gate.Block();
                await Task.Delay(Timeout.Infinite, token);
            }
        );
        await inside.Task.InTime();
        caller.Stop();
        gate.Set();
        await caller.Stopped.InTime();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task AFunctionOfCallLater_ThatIgnoresItsToken_IsAbandoned()
    {
        await using var caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.Zero });
        var inside = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        var pending = caller.CallLater(
            TimeSpan.FromMilliseconds(1),
            () =>
            {
                inside.SetResult();
                gate.Block();
            }
        );
        await inside.Task.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
        gate.Set();
    }

    [Test]
    public async Task AStopThatRacesWithTheStartOfACall_IsNeverMissed([Values] bool later)
    {
        for (var i = 0; i < 300; i++)
        {
            await using var caller = Caller.StartNew(Patient);
            await caller.Started.InTime();
            Action<CancellationToken> untilCancelled = token =>
            {
                // Makes calls of its own meanwhile: those must not hide it from the stop.
                while (!token.IsCancellationRequested)
                    caller.CallDirect(static () => { });
            };
            var pending = later ? caller.CallLater(TimeSpan.FromTicks(1), untilCancelled) : caller.CallSoon(untilCancelled);
            Thread.SpinWait(i * 20);
            caller.Stop();
            await caller.Stopped.InTime();
            Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
        }
    }
}
