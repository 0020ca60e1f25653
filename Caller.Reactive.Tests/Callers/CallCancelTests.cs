using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Callers;

/// <summary>Cancelling a call early, while it waits and while it runs; delays.</summary>
public sealed class CallCancelTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task ATokenThatHasFired_TheFunctionNeverRuns([Values("CallSoon", "CallLater", "ToThread", "ScheduleCall")] string way)
    {
        await using var caller = Caller.StartNew();
        var ran = false;
        var gone = new CancellationToken(canceled: true);
        var pending = way switch
        {
            "CallSoon" => caller.CallSoon(() => ran = true, gone),
            "CallLater" => caller.CallLater(TimeSpan.FromTicks(1), () => ran = true, gone),
            "ToThread" => caller.ToThread(() => ran = true, gone),
            _ => caller.ScheduleCall(() => ran = true, new CallOptions { CancellationToken = gone }),
        };
        Assert.That(pending.IsDone, Is.True);
        var error = (OperationCanceledException)(await pending.Failure())!;
        await caller.CallSoon(() => { }).InTime();
        Assert.That((error.CancellationToken, ran, caller.Children.Count), Is.EqualTo((gone, false, 0)));
    }

    [TestCaseSource(typeof(CallWays), nameof(CallWays.Names))]
    public async Task ATokenThatFires_CancelsWhatWaits(string way)
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 1 });
        using var gate = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        Pending[] blockers = [caller.CallSoon(gate.Block), caller.ToThread(gate.Block)];
        var ran = false;
        var waiting = caller.Call(way, _ => ran = true, source.Token);

        await source.CancelAsync();

        Assert.That(waiting.Status, Is.EqualTo(PendingStatus.Cancelled));
        gate.Set();
        foreach (var blocker in blockers)
            await blocker.Ended();
        var error = (OperationCanceledException)(await waiting.Failure())!;
        Assert.That((error.CancellationToken, ran), Is.EqualTo((source.Token, false)));
    }

    [Test]
    public async Task WhoeverEndsIt_TheTokenInTheFunctionFires(
        [ValueSource(typeof(CallWays), nameof(CallWays.Names))] string way,
        [Values("cancel", "token", "stop")] string by
    )
    {
        await using var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        using var source = new CancellationTokenSource();
        var limit = TestContext.CurrentContext.CancellationToken;
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fired = false;
        var pending = caller.Call(
            way,
            token =>
            {
                inside.SetResult();
                return fired = WaitHandle.WaitAny([token.WaitHandle, limit.WaitHandle]) == 0;
            },
            source.Token
        );
        await inside.Task.InTime();

        if (by == "cancel")
            pending.Cancel();
        else if (by == "token")
            await source.CancelAsync();
        else
            caller.Stop();

        await pending.Ended();
        Assert.That((pending.Status, fired), Is.EqualTo((PendingStatus.Cancelled, true)));
    }

    [Test]
    public async Task WhileItWaits_ItEndsAtOnce_OnThisThread()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var blocker = caller.CallSoon(gate.Block);
        var ran = false;
        var waiting = caller.CallSoon(() => ran = true);
        Thread? thread = null;
        waiting.OnDone(_ => thread = Thread.CurrentThread);
        waiting.Cancel("changed my mind");
        Assert.That((waiting.IsDone, thread), Is.EqualTo((true, Thread.CurrentThread)));
        gate.Set();
        await blocker.InTime();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(ran, Is.False);
    }

    [Test]
    public async Task WhileItRuns_ItsTokenFires_AndItEndsWhenItReturns()
    {
        await using var caller = Caller.StartNew();
        var inside = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        var fired = false;
        var pending = caller.CallSoon(token =>
        {
            inside.SetResult();
            gate.Block();
            fired = token.IsCancellationRequested;
            return 1;
        });
        await inside.Task.InTime();
        pending.Cancel("stop");
        Assert.That((pending.IsCancelled, pending.IsDone), Is.EqualTo((true, false)));
        gate.Set();
        await pending.Ended();
        Assert.That((pending.Status, fired), Is.EqualTo((PendingStatus.Cancelled, true)));
        Assert.That(() => pending.Result, Throws.TypeOf<PendingCancelledException>().With.Message.EqualTo("stop"));
    }

    [Test]
    public async Task WhileItRuns_ItsTokenFiresOnTheThreadThatCancels()
    {
        await using var caller = Caller.StartNew();
        var (inside, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        Thread? thread = null;
        var pending = caller.CallSoon(async token =>
        {
            await using var registration = token.Register(() => thread = Thread.CurrentThread);
            inside.SetResult();
            await gate.Task;
        });
        await inside.Task.InTime();
        pending.Cancel();
        Assert.That(thread, Is.SameAs(Thread.CurrentThread));
        gate.SetResult();
        await pending.Ended();
    }

    [Test]
    public async Task CancelledBeatsAnExceptionThatComesLater()
    {
        await using var caller = Caller.StartNew();
        var (inside, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pending = caller.CallSoon(async () =>
        {
            inside.SetResult();
            await gate.Task;
            throw new FormatException();
        });
        await inside.Task.InTime();
        pending.Cancel("x");
        gate.SetResult();
        Assert.That(await pending.Failure(), Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task ADelay_IsCountedFromTheCall_AlsoBeforeTheStart()
    {
        await using var caller = Caller.Create(new CallerOptions { TimeProvider = _clock });
        var pending = caller.CallLater(TimeSpan.FromSeconds(10), () => _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(9));
        caller.Start();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Queued), "Never early");
        var due = _clock.GetUtcNow() + TimeSpan.FromSeconds(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await pending.InTime(), Is.EqualTo(due));
    }

    [Test]
    public async Task Delays_RunByDueTimeThenOrder()
    {
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = _clock });
        List<int> order = [];
        var all = new[] { 3, 1, 2, 1 }.Select((delay, i) => caller.CallLater(TimeSpan.FromSeconds(delay), () => order.Add(i))).ToList();
        _clock.Advance(TimeSpan.FromSeconds(3));
        foreach (var pending in all)
            await pending.InTime();
        Assert.That(order, Is.EqualTo(new[] { 1, 3, 2, 0 }));
    }

    [Test]
    public async Task ACancelledDelay_LeavesTheTimersAtOnce()
    {
        await using var caller = Caller.StartNew();
        var reference = DelayAndCancel(caller);
        await caller.CallSoon(() => { }).InTime();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(reference.IsAlive, Is.False);
    }

    private static WeakReference DelayAndCancel(Caller caller)
    {
        var state = new object();
        var pending = caller.CallLater(TimeSpan.FromDays(60), state, static state => state.GetHashCode());
        pending.Cancel();
        return new WeakReference(state);
    }

    [Test]
    public async Task AnyDelay_IsAccepted_AndCanBeCancelled()
    {
        await using var caller = Caller.StartNew();
        var forever = caller.CallLater(TimeSpan.MaxValue, () => 1);
        var never = caller.ScheduleCall(() => 1, new CallOptions { Delay = TimeSpan.MaxValue });
        Assert.That(await caller.CallLater(TimeSpan.MinValue, () => 1).InTime(), Is.EqualTo(1));
        Assert.That(await caller.CallLater(Timeout.InfiniteTimeSpan, () => 2).InTime(), Is.EqualTo(2), "Negative means now");
        forever.Cancel();
        Assert.That((forever.IsDone, never.Status), Is.EqualTo((true, PendingStatus.Queued)));
    }
}
