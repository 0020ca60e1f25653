namespace CallerReactive.Tests.Upstream;

/// <summary>Tests of the original's test_pending.py (TestPending, TestProtectedPending); each has the name it has there.</summary>
public sealed class PendingUpstreamTests
{
    private readonly PendingSource<int> _source = new();

    [Test]
    public async Task SetAndWaitResult()
    {
        List<Pending> called = [];
        _source.Pending.OnDone(called.Add);
        _source.TrySetResult(42);
        _source.Pending.OnDone(called.Add);
        Assert.That(await _source.Pending.InTime(), Is.EqualTo(42));
        Assert.That(called, Is.EqualTo(new Pending[] { _source.Pending, _source.Pending }));
    }

    [Test]
    public async Task SetAndWaitException()
    {
        var called = 0;
        var handle = _source.Pending.OnDone(_ => called++);
        handle.Dispose();
        var error = new InvalidOperationException("fail");
        _source.TrySetException(error);
        Assert.That(await _source.Pending.Failure(), Is.SameAs(error));
        Assert.That(called, Is.Zero);
    }

    [Test]
    public void SetAlreadyResult()
    {
        _source.TrySetResult(1);
        Assert.That((_source.TrySetResult(2), _source.TrySetException(new FormatException())), Is.EqualTo((false, false)));
        Assert.That(_source.Pending.Result, Is.EqualTo(1));
    }

    [Test]
    public void NotDone()
    {
        Assert.That(() => _source.Pending.Result, Throws.TypeOf<PendingNotDoneException>());
        Assert.That(() => _ = _source.Pending.Exception, Throws.TypeOf<PendingNotDoneException>());
    }

    [Test]
    public void ResultCancelled()
    {
        _source.TrySetResult(1);
        Assert.That((_source.Pending.Cancel(), _source.Pending.IsCancelled), Is.EqualTo((false, false)));
    }

    [Test]
    public void Cancel()
    {
        _source.SetCanceller(_ => { });
        _source.Pending.Cancel("message 1");
        _source.Pending.Cancel("message 2");
        Assert.That(() => _source.Pending.Result, Throws.TypeOf<PendingCancelledException>().With.Message.EqualTo("message 1\nmessage 2"));
        Assert.That(_source.Pending.IsDone, Is.False);
        _source.TrySetCancelled();
    }

    [Test]
    public async Task CancelWaitDone()
    {
        _source.TrySetResult(1);
        await _source.Pending.CancelAsync().InTime();
        Assert.That(_source.Pending.Result, Is.EqualTo(1));
    }

    [Test]
    public async Task ManyWaiters()
    {
        await using var caller = Caller.StartNew();
        var onCaller = Enumerable.Range(0, 10).Select(_ => caller.CallSoon(async () => await _source.Pending).AsTask()).ToList();
        var onWorkers = Enumerable.Range(0, 4).Select(_ => caller.ToThread(() => _source.Pending.Wait()).AsTask()).ToList();
        _source.TrySetResult(7);
        Assert.That(await Task.WhenAll([.. onCaller, .. onWorkers]).InTime(), Has.All.EqualTo(7));
    }

    [Test]
    public void WaitSyncTimeout([Values] bool cancel)
    {
        Assert.That(() => _source.Pending.Wait(TimeSpan.FromMilliseconds(1), cancel), Throws.TypeOf<TimeoutException>());
        Assert.That(_source.Pending.IsCancelled, Is.EqualTo(cancel));
        _source.TrySetResult(1);
    }

    [Test]
    public async Task WaitCancelledProtect()
    {
        var view = _source.Pending.Protect();
        Assert.That(await view.WaitAsync(TimeSpan.Zero, cancelOnTimeout: true).Failure(), Is.TypeOf<TimeoutException>());
        Assert.That(_source.Pending.IsCancelled, Is.False);
        _source.TrySetResult(1);
        Assert.That(await view.InTime(), Is.EqualTo(1));
    }

    [Test]
    public void Repr()
    {
        var source = new PendingSource<string>(new CallOptions { Name = "x" });
        Assert.That($"{source.Pending}", Is.EqualTo("Pending<String> 'x' Running"));
        source.Pending.Cancel("gone");
        Assert.That($"{source.Pending}", Is.EqualTo("Pending<String> 'x' Cancelled (gone)"));
    }
}
