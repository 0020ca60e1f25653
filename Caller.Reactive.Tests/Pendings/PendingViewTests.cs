namespace CallerReactive.Tests.Pendings;

/// <summary>The other shapes of a pending: a protected view, a task.</summary>
public sealed class PendingViewTests
{
    private readonly PendingSource<int> _source = new(
        new CallOptions
        {
            Name = "Answer",
            Metadata = new Dictionary<string, object?> { ["key"] = 1 },
        }
    );

    [Test]
    public void AProtectedView_ShowsTheSame()
    {
        var view = _source.Pending.Protect();
        Assert.That((view.Name, view.Metadata["key"], view.Status), Is.EqualTo(("Answer", 1, PendingStatus.Running)));
        _source.TrySetResult(4);
        Assert.That((view.Result, view.Status), Is.EqualTo((4, PendingStatus.Succeeded)));
        Assert.That(_source.Pending.Protect().Result, Is.EqualTo(4), "Also when made after the end");
    }

    [Test]
    public void AProtectedView_CannotBeUsedToCancel()
    {
        var view = _source.Pending.Protect();
        view.AsDisposable().Dispose();
        Assert.That(() => view.Wait(TimeSpan.Zero, cancelOnTimeout: true), Throws.TypeOf<TimeoutException>());
        Assert.That((view.Cancel("x"), view.IsCancelled, _source.Pending.IsCancelled), Is.EqualTo((false, false, false)));
        _source.TrySetResult(1);
    }

    [Test]
    public async Task AProtectedView_WaitAsyncThatGivesUp_DoesNotCancelEither()
    {
        var view = _source.Pending.Protect();
        Assert.That(await view.WaitAsync(TimeSpan.Zero, cancelOnTimeout: true).Failure(), Is.TypeOf<TimeoutException>());
        Assert.That((view.IsCancelled, _source.TrySetResult(1)), Is.EqualTo((false, true)));
    }

    [Test]
    public void AProtectedView_EndsAsCancelledWithTheSourcesReasons()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new PendingSource<int>(new CallOptions { CancellationToken = cancellation.Token });
        var view = source.Pending.Protect();
        source.SetCanceller(_ => { });
        source.Pending.Cancel("a");
        source.Pending.Cancel("b");
        Assert.That((view.IsCancelled, view.IsDone, view.CancelReasons), Is.EqualTo((true, false, new[] { "a", "b" })));
        source.TrySetCancelled("c");
        Assert.That((view.Status, view.CancelReasons), Is.EqualTo((PendingStatus.Cancelled, new[] { "a", "b", "c" })));
        Assert.That(() => view.Result, Throws.TypeOf<PendingCancelledException>().With.Message.EqualTo("a\nb\nc"));
    }

    [Test]
    public void AProtectedView_FailsWithTheSameException()
    {
        var view = _source.Pending.Protect();
        var error = new FormatException();
        _source.TrySetException(error);
        Assert.That(view.Exception, Is.SameAs(error));
    }

    [Test]
    public void AsTask_IsOneAndTheSame()
    {
        var task = _source.Pending.AsTask();
        Assert.That(_source.Pending.AsTask(), Is.SameAs(task));
        _source.TrySetResult(1);
        Assert.That((task.Result, _source.Pending.AsTask() == task), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task AsTask_OfAFailure_HasTheSameException([Values] bool late)
    {
        var error = new FormatException();
        var task = late ? null : _source.Pending.AsTask();
        _source.TrySetException(error);
        task ??= _source.Pending.AsTask();
        Assert.That(await task.Failure(), Is.SameAs(error));
        Assert.That(task.Exception!.InnerExceptions, Is.EqualTo(new[] { error }));
    }

    [Test]
    public async Task AsTask_OfACancellation_IsCancelledAndKeepsTheReasons([Values] bool late)
    {
        var task = late ? null : _source.Pending.AsTask();
        _source.SetCanceller(_ => { });
        _source.Pending.Cancel("first");
        _source.TrySetCancelled("second");
        task ??= _source.Pending.AsTask();
        var error = await task.Failure();
        Assert.That(task.IsCanceled, Is.True);
        Assert.That(error, Is.TypeOf<PendingCancelledException>().With.Message.EqualTo("first\nsecond"));
    }

    [Test]
    public async Task AsTask_ContinuationsAreNotInlineOnTheLoop()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var task = caller.CallSoon(gate.Block).AsTask();
        var thread = task.ContinueWith(
            _ => Thread.CurrentThread,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        gate.Set();
        Assert.That(await thread.InTime(), Is.Not.SameAs(caller.Thread));
    }

    [Test]
    public async Task WhenAll_WorksOnTheTasks()
    {
        await using var caller = Caller.StartNew();
        var all = Enumerable.Range(0, 5).Select(i => caller.CallSoon(() => i).AsTask());
        Assert.That(await Task.WhenAll(all).InTime(), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
    }
}
