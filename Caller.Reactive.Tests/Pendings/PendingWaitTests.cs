using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Pendings;

public sealed class PendingWaitTests
{
    private readonly PendingSource<int> _source = new(new CallOptions { Name = "Answer" });

    [Test]
    public async Task Wait_OnTheThreadThatMustCompleteIt_ThrowsAtOnceAndNamesTheCycle()
    {
        await using var caller = Caller.StartNew("Solo");
        var error = await caller.CallSoon(() => caller.CallSoon(() => 1).Wait()).Failure();
        Assert.That(error, Is.TypeOf<InvalidOperationException>().With.Message.Contains("'Solo'").And.Message.Contains("would never end"));
    }

    [Test]
    public async Task Wait_OfTwoCallersForEachOther_NamesTheCycle()
    {
        await using var a = Caller.StartNew("a");
        await using var b = Caller.StartNew("b");
        using var aIsBusy = new ManualResetEventSlim();

        // b waits for a call of a that stands behind the call in which a waits for b.
        var first = a.CallSoon(() =>
        {
            aIsBusy.Block();
            return b.CallSoon(() => 1).Wait();
        });
        var behind = a.CallSoon(() => 2);
        var second = b.CallSoon(() =>
        {
            aIsBusy.Set();
            return behind.Wait();
        });

        var errors = new[] { await first.Failure(), await second.Failure() };
        var cycle = errors.OfType<InvalidOperationException>().ToArray();
        Assert.That(cycle, Has.Length.EqualTo(1), "One of the two is told, and so the other goes on");
        Assert.That(
            cycle[0].Message,
            Does.Contain("'a' waits for 'b', which waits for 'a'").Or.Contain("'b' waits for 'a', which waits for 'b'")
        );
    }

    [Test]
    public async Task Wait_ForAnotherCaller_IsAllowed()
    {
        await using var a = Caller.StartNew("a");
        await using var b = Caller.StartNew("b");
        Assert.That(await a.CallSoon(() => b.CallSoon(() => 1).Wait()).InTime(), Is.EqualTo(1));
        Assert.That(await a.CallSoon(() => a.ToThread(() => 2).Wait()).InTime(), Is.EqualTo(2));
    }

    [Test]
    public void Wait_ReturnsOrThrowsTheOutcome()
    {
        Assert.That(Pending<int>.FromResult(3).Wait(), Is.EqualTo(3));
        Assert.That(() => Pending<int>.FromException(new FormatException()).Wait(), Throws.TypeOf<FormatException>());
        _source.Pending.Cancel("x");
        Assert.That(() => _source.Pending.Wait(), Throws.TypeOf<PendingCancelledException>().With.Message.EqualTo("x"));
    }

    [Test]
    public async Task Wait_IsWokenByTheOutcome([Values] bool withLimit)
    {
        var waiting = Task.Factory.StartNew(
            () => _source.Pending.Wait(withLimit ? TimeSpan.MaxValue : null),
            TestContext.CurrentContext.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        _source.TrySetResult(5);
        Assert.That(await waiting.InTime(), Is.EqualTo(5));
    }

    [Test]
    public void Wait_TooShort_Throws_AndCancelsOnlyIfAsked([Values] bool cancel)
    {
        Assert.That(
            () => _source.Pending.Wait(TimeSpan.FromMilliseconds(1), cancel),
            Throws.TypeOf<TimeoutException>().With.Message.StartsWith("The pending 'Answer' did not end within 00:00:00.0010000.")
        );
        Assert.That(_source.Pending.IsCancelled, Is.EqualTo(cancel));
        Assert.That(_source.TrySetResult(1), Is.EqualTo(!cancel));
    }

    [Test]
    public void Wait_WithZero_OnlyLooks()
    {
        Assert.That(() => _source.Pending.Wait(TimeSpan.Zero), Throws.TypeOf<TimeoutException>());
        _source.TrySetResult(1);
        Assert.That(_source.Pending.Wait(TimeSpan.Zero), Is.EqualTo(1));
    }

    [Test]
    public async Task WaitAsync_TooShort_Throws_AndCancelsOnlyIfAsked([Values] bool cancel)
    {
        var error = await _source.Pending.WaitAsync(TimeSpan.Zero, cancel).Failure();
        Assert.That(error, Is.TypeOf<TimeoutException>().With.Message.Contains("'Answer' did not end within"));
        Assert.That(_source.Pending.IsCancelled, Is.EqualTo(cancel));
        Assert.That(_source.TrySetResult(1), Is.EqualTo(!cancel));
    }

    [Test]
    public async Task WaitAsync_GivenUpByItsToken_CancelsOnlyIfAsked([Values] bool cancel)
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _source.Pending.WaitAsync(Timeout.InfiniteTimeSpan, cancel, cancellation.Token);
        await cancellation.CancelAsync();
        var error = await waiting.Failure();
        Assert.That((error as OperationCanceledException)?.CancellationToken, Is.EqualTo(cancellation.Token));
        Assert.That(_source.Pending.IsCancelled, Is.EqualTo(cancel));
        _source.TrySetCancelled();
    }

    [Test]
    public async Task WaitAsync_OfWhatIsCancelledMeanwhile_ThrowsItsCancellation()
    {
        var waiting = _source.Pending.WaitAsync(Timeout.InfiniteTimeSpan);
        _source.Pending.Cancel("x");
        Assert.That(await waiting.Failure(), Is.TypeOf<PendingCancelledException>().With.Message.EqualTo("x"));
    }

    [Test]
    public async Task WaitAsync_GoesByTheClockOfTheCaller()
    {
        var clock = new FakeTimeProvider();
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = clock });
        using var gate = new ManualResetEventSlim();
        var pending = caller.CallSoon(gate.Block); // the time-out must come while the loop is busy
        var waiting = pending.WaitAsync(TimeSpan.FromHours(1));
        Assert.That(waiting.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await waiting.Failure(), Is.TypeOf<TimeoutException>());
        gate.Set();
        await pending.InTime();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task WaitAsync_OfWhatWaitsForAWorker_GoesByTheClockOfItsCaller(bool view)
    {
        var clock = new FakeTimeProvider();
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = clock, MaxWorkers = 1 });
        using var gate = new ManualResetEventSlim();
        _ = caller.ToThread(gate.Block);
        var pending = caller.ToThread(static () => 2);
        var limit = TimeSpan.FromHours(1);
        var waiting = (view ? pending.Protect() : pending).WaitAsync(limit);
        clock.Advance(limit);
        Assert.That(await waiting.Failure(), Is.TypeOf<TimeoutException>());
        gate.Set();
    }

    [Test]
    public async Task WaitAsync_WithAnyLength_GetsTheValue(
        [Values(-1, 1_000_000, long.MaxValue / TimeSpan.TicksPerMillisecond)] long milliseconds
    )
    {
        var timeout = milliseconds > 1_000_000 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(milliseconds);
        var waiting = _source.Pending.WaitAsync(timeout);
        _source.TrySetResult(9);
        Assert.That(await waiting.InTime(), Is.EqualTo(9));
        Assert.That(await _source.Pending.WaitAsync(TimeSpan.Zero).InTime(), Is.EqualTo(9), "Done is never late");
    }

    [Test]
    public async Task WhenDone_NeverThrowsTheOutcome()
    {
        var waiting = _source.Pending.WhenDone();
        _source.TrySetException(new FormatException());
        await waiting.InTime();
        Assert.That(_source.Pending.Exception, Is.TypeOf<FormatException>());
        Assert.That(_source.Pending.WhenDone().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task WhenDone_GivenUp_LeavesThePendingAlone()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _source.Pending.WhenDone(cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(await waiting.Failure(), Is.InstanceOf<OperationCanceledException>());
        Assert.That(_source.Pending.WhenDone(cancellation.Token).IsCanceled, Is.True);
        Assert.That(_source.TrySetResult(1), Is.True);
        Assert.That(_source.Pending.WhenDone(cancellation.Token).IsCompletedSuccessfully, Is.True, "Done beats a token that fired");
    }

    [TestCase(49, 49)]
    [TestCase(50, null)]
    public void ATimeLimit_BeyondWhatATimerCounts_IsNone(int days, int? expected) =>
        Assert.That(
            TimeoutGuard.Clamp(TimeSpan.FromDays(days)),
            Is.EqualTo(expected is { } limit ? TimeSpan.FromDays(limit) : Timeout.InfiniteTimeSpan)
        );

    [Test]
    public async Task Wait_ForASourceThatWasMadeHere_IsAllowed()
    {
        await using var caller = Caller.StartNew();
        var made = new TaskCompletionSource<PendingSource<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.CallSoon(() =>
        {
            var source = new PendingSource<int>();
            made.SetResult(source);
            return source.Pending.Wait();
        });
        (await made.Task.InTime()).TrySetResult(7);
        Assert.That(await call.InTime(), Is.EqualTo(7), "Anybody may say its outcome, so it is no deadlock");
    }

    [Test]
    public async Task ANamedCall_WithNobodyListening_HasNothingToReport()
    {
        await using var caller = Caller.StartNew();
        var reported = 0;
        caller.UnhandledException += (_, _) => Interlocked.Increment(ref reported);
        await caller.ScheduleCall(static () => { }, new CallOptions { Name = "load" }).InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(reported, Is.Zero);
    }

    [Test]
    public async Task TheEndsOfACaller_AreNamedAfterIt_AndEndOnIt()
    {
        await using var caller = Caller.StartNew("db");
        Assert.That(
            new[] { caller.Started.Name, caller.Stopping.Name, caller.Stopped.Name },
            Is.EqualTo(new[] { "db.Started", "db.Stopping", "db.Stopped" })
        );
        var wait = await caller.CallSoon(() => Assert.Throws<InvalidOperationException>(() => caller.Stopped.Wait())!).InTime();
        Assert.That(wait.Message, Does.Contain("db.Stopped").And.Contain("'db'"));
    }
}
