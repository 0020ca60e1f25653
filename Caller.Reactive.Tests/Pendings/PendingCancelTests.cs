using System.Reactive.Disposables;

namespace CallerReactive.Tests.Pendings;

public sealed class PendingCancelTests
{
    [Test]
    public void Reasons_AccumulateInOrderAndJoinByLine()
    {
        var source = new PendingSource<int>();
        source.SetCanceller(_ => { });
        source.Pending.Cancel("first");
        source.Pending.Cancel();
        source.Pending.Cancel("");
        source.Pending.Cancel("second");
        source.TrySetCancelled("third");

        Assert.That(source.Pending.CancelReasons, Is.EqualTo(new[] { "first", "second", "third" }));
        var error = Assert.Throws<PendingCancelledException>(() => _ = source.Pending.Result);
        Assert.That(error!.Message, Is.EqualTo("first\nsecond\nthird"));
    }

    [Test]
    public void WithoutAReason_TheMessageNamesThePending()
    {
        var source = new PendingSource<int>(new CallOptions { Name = "Fetch" });
        source.Pending.Cancel();
        Assert.That(
            () => source.Pending.Result,
            Throws.TypeOf<PendingCancelledException>().With.Message.EqualTo("The pending 'Fetch' was cancelled.")
        );
        Assert.That(source.Pending.CancelReasons, Is.Empty);
    }

    [Test]
    public void TheReasonsOfNow_AreASnapshot()
    {
        var source = new PendingSource<int>();
        source.SetCanceller(_ => { });
        Assert.That(source.Pending.CancelReasons, Is.Empty);
        source.Pending.Cancel("one");
        var before = source.Pending.CancelReasons;
        source.Pending.Cancel("two");
        Assert.That((before.Count, source.Pending.CancelReasons.Count), Is.EqualTo((1, 2)));
        source.TrySetCancelled();
    }

    [Test]
    public void Cancel_OnceEnded_ChangesNothing()
    {
        var done = Pending<int>.FromResult(1);
        Assert.That((done.Cancel("late"), done.IsCancelled, done.Result), Is.EqualTo((false, false, 1)));
        Assert.That(done.CancelReasons, Is.Empty);

        var source = new PendingSource<int>();
        source.Pending.Cancel("in time");
        Assert.That(source.Pending.Cancel("late"), Is.True, "It is cancelled");
        Assert.That(source.Pending.CancelReasons, Is.EqualTo(new[] { "in time" }));
    }

    [Test]
    public void ACanceller_GetsAllReasonsEachTime_UntilTheEnd()
    {
        var source = new PendingSource<int>();
        List<string?> asked = [];
        source.SetCanceller(asked.Add);
        source.Pending.Cancel();
        source.Pending.Cancel("a");
        source.Pending.Cancel("b");
        Assert.That(asked, Is.EqualTo(new[] { null, "a", "a\nb" }));
        Assert.That((source.Pending.IsCancelled, source.Pending.IsDone), Is.EqualTo((true, false)));

        Assert.That(source.TrySetResult(1), Is.False, "Cancelled beats the result");
        Assert.That((source.Pending.Status, source.Pending.Cancel("c"), asked.Count), Is.EqualTo((PendingStatus.Cancelled, true, 3)));
    }

    [Test]
    public void ACanceller_ThatIsSetAgain_ReplacesTheFirst()
    {
        var source = new PendingSource<int>();
        var (first, second) = (0, 0);
        source.SetCanceller(_ => first++);
        source.SetCanceller(_ => second++);
        source.Pending.Cancel();
        Assert.That((first, second), Is.EqualTo((0, 1)));
        source.TrySetCancelled();
        source.SetCanceller(_ => second++);
        source.Pending.Cancel();
        Assert.That(second, Is.EqualTo(1), "After the end nobody is asked");
    }

    [Test]
    public void ACanceller_MayEndItInside()
    {
        var source = new PendingSource<int>();
        source.SetCanceller(reason => source.TrySetCancelled($"because {reason}"));
        Assert.That(source.Pending.Cancel("x"), Is.True);
        Assert.That((source.Pending.IsDone, source.Pending.CancelReasons), Is.EqualTo((true, new[] { "x", "because x" })));
    }

    [Test]
    public void ACanceller_RunsOnTheThreadThatCancels()
    {
        var source = new PendingSource<int>();
        Thread? thread = null;
        source.SetCanceller(_ => thread = Thread.CurrentThread);
        source.Pending.Cancel();
        Assert.That(thread, Is.SameAs(Thread.CurrentThread));
        source.TrySetCancelled();
    }

    [Test]
    public void TrySetCancelled_AsksNobody()
    {
        var source = new PendingSource<int>();
        var asked = 0;
        source.SetCanceller(_ => asked++);
        Assert.That((source.TrySetCancelled("done with"), source.Pending.IsDone, asked), Is.EqualTo((true, true, 0)));
    }

    [Test]
    public async Task ACanceller_ThatThrows_IsReportedAndNotThrown()
    {
        await using var caller = Caller.StartNew();
        var reported = new TaskCompletionSource<CallerExceptionEventArgs>();
        caller.UnhandledException += (_, e) => reported.TrySetResult(e);
        var source = await caller.CallSoon(() => new PendingSource<int>()).InTime();
        var error = new FormatException();
        source.SetCanceller(_ => throw error);

        Assert.That(source.Pending.Cancel(), Is.True);

        var args = await reported.Task.InTime();
        Assert.That((args.Origin, args.Exception), Is.EqualTo((CallerExceptionOrigin.Observer, error)));
        source.TrySetCancelled();
    }

    [Test]
    public async Task TheTokenOfTheUser_IsInTheException()
    {
        await using var caller = Caller.StartNew();
        using var cancellation = new CancellationTokenSource();
        var pending = caller.CallSoon(token => Task.Delay(Timeout.Infinite, token), cancellation.Token);
        await cancellation.CancelAsync();

        var error = (OperationCanceledException)(await pending.Failure())!;
        Assert.That(error, Is.TypeOf<PendingCancelledException>());
        Assert.That(error.CancellationToken, Is.EqualTo(cancellation.Token));
        Assert.That(pending.CancelReasons, Is.EqualTo(new[] { "The cancellation token given to the call was cancelled." }));
    }

    [Test]
    public void TheTokenOfASource_CancelsIt()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new PendingSource<int>(new CallOptions { CancellationToken = cancellation.Token });
        cancellation.Cancel();
        var error = Assert.Throws<PendingCancelledException>(() => _ = source.Pending.Result);
        Assert.That(error!.CancellationToken, Is.EqualTo(cancellation.Token));
    }

    [Test]
    public void AFunctionThatThrowsItsOwnCancellation_IsCancelledWithThatAsItsCause()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new PendingSource<int>();
        var cause = new OperationCanceledException("stop it", cancellation.Token);
        Assert.That(source.TrySetException(cause), Is.True);
        var error = Assert.Throws<PendingCancelledException>(() => _ = source.Pending.Result)!;
        Assert.That((error.InnerException, error.CancellationToken, error.Message), Is.EqualTo((cause, cancellation.Token, "stop it")));
    }

    [Test]
    public async Task CancelAsync_CompletesWhenTheFunctionHasEnded_AndThrowsNoOutcome()
    {
        await using var caller = Caller.StartNew();
        var (inside, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var pending = caller.CallSoon(async () =>
        {
            inside.SetResult();
            await gate.Task;
            return 1;
        });
        await inside.Task.InTime();

        var cancelled = pending.CancelAsync("enough");
        Assert.That((pending.IsCancelled, pending.IsDone, cancelled.IsCompleted), Is.EqualTo((true, false, false)));
        gate.SetResult();
        await cancelled.InTime();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled), "Cancelled beats the value 1");
        Assert.That(pending.CancelAsync().IsCompletedSuccessfully, Is.True, "After the end there is nothing to wait for");
    }

    [Test]
    public async Task CancelAsync_ThatIsTooShort_ThrowsAndStaysCancelled()
    {
        var source = new PendingSource<int>(new CallOptions { Name = "Stubborn" });
        source.SetCanceller(_ => { });
        var error = await source.Pending.CancelAsync("x", TimeSpan.Zero).Failure();
        Assert.That(
            error,
            Is.TypeOf<TimeoutException>().With.Message.Contains("The pending 'Stubborn' did not end after it was cancelled")
        );
        Assert.That((source.Pending.IsCancelled, source.Pending.IsDone), Is.EqualTo((true, false)));
        source.TrySetCancelled();
    }

    [Test]
    public void AsDisposable_CancelsInACompositeDisposable()
    {
        var (open, done) = (new PendingSource<int>(), Pending<int>.FromResult(1));
        new CompositeDisposable(open.Pending.AsDisposable(), done.AsDisposable()).Dispose();
        Assert.That((open.Pending.Status, open.Pending.CancelReasons), Is.EqualTo((PendingStatus.Cancelled, new[] { "Disposed." })));
        Assert.That(done.Status, Is.EqualTo(PendingStatus.Succeeded));
    }
}
