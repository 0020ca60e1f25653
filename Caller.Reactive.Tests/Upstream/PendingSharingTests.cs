namespace CallerReactive.Tests.Upstream;

/// <summary>Further tests of the original's test_pending.py: of what many do to one pending, and of what is left of it. Names are the original's.</summary>
public sealed class PendingSharingTests
{
    private readonly PendingSource<int> _source = new();

    [Test]
    public async Task WaitShield([Values] bool isProtected)
    {
        // No scopes here: a wait that is not given the token is shielded.
        await using var caller = Caller.StartNew();
        var pending = isProtected ? _source.Pending.Protect() : _source.Pending;
        var waits = new TaskCompletionSource();
        var result = 0;
        var waiter = caller.CallSoon(async token =>
        {
            using var _ = token.Register(() => _source.TrySetResult(3)); // the cancellation is there before the result is
            waits.SetResult();
            result = await pending;
        });
        await waits.Task.InTime();
        waiter.Cancel();
        await waiter.Ended();
        Assert.That((result, waiter.Status, pending.Status), Is.EqualTo((3, PendingStatus.Cancelled, PendingStatus.Succeeded)));
    }

    [Test]
    public async Task WatSyncShield()
    {
        // The same for a wait that blocks: it has no token.
        await using var caller = Caller.StartNew();
        var waits = new TaskCompletionSource();
        var result = 0;
        var waiter = caller.ToThread(token =>
        {
            using var _ = token.Register(() => _source.TrySetResult(3));
            waits.SetResult();
            result = _source.Pending.Protect().Wait();
        });
        await waits.Task.InTime();
        waiter.Cancel();
        await waiter.Ended();
        Assert.That((result, waiter.Status), Is.EqualTo((3, PendingStatus.Cancelled)));
    }

    [Test]
    public async Task Gc()
    {
        await using var caller = Caller.StartNew();
        var (target, pending) = await RunOne(caller);
        while (target.IsAlive || pending.IsAlive)
        {
            TestContext.CurrentContext.CancellationToken.ThrowIfCancellationRequested();
            await caller.CallSoon(static () => { }).InTime();
            GC.Collect();
        }
    }

    [Test]
    public void SetDoneStressTest()
    {
        const int threads = 4;
        const int callbacks = 10;
        var sources = Enumerable.Range(0, 300).Select(static _ => new PendingSource<int>()).ToList();
        var (wins, calls) = (new int[sources.Count], new int[sources.Count]);
        var limit = TestContext.CurrentContext.CancellationToken;
        using var together = new Barrier(threads);
        var all = Enumerable.Range(0, threads).Select(n => Task.Factory.StartNew(() => Race(n), TaskCreationOptions.LongRunning)).ToArray();
        Task.WaitAll(all, limit);
        Assert.That(wins, Has.All.EqualTo(1), "The first one wins");
        Assert.That(calls, Has.All.EqualTo((threads - 2) * callbacks), "Each callback is called, once");

        void Race(int thread)
        {
            for (var i = 0; i < sources.Count; i++)
            {
                var round = i;
                together.SignalAndWait(limit);
                if (thread < 2)
                {
                    if (sources[i].TrySetResult(thread))
                        Interlocked.Increment(ref wins[i]);
                    continue;
                }

                for (var j = 0; j < callbacks; j++)
                    sources[i].Pending.OnDone(_ => Interlocked.Increment(ref calls[round]));
            }
        }
    }

    [Test]
    public async Task SetDoneBaseException()
    {
        // All exceptions are equal here: none reaches the one that sets the result, each is reported.
        await using var caller = Caller.Create();
        List<Exception> reported = [];
        caller.UnhandledException += (_, args) =>
        {
            reported.Add(args.Exception);
            args.Handled = true;
        };
        var (error, called) = (new OperationCanceledException("base"), 0);
        var pending = caller.CallSoon(static () => 42);
        pending.OnDone(_ => throw error);
        pending.OnDone(_ => called++);
        caller.Start();
        Assert.That(await pending.InTime(), Is.EqualTo(42));
        await caller.CallSoon(static () => { }).InTime();
        Assert.That((called, reported), Is.EqualTo((1, new[] { error })));
        Assert.That(() => pending.OnDone(_ => throw error), Throws.Exception.SameAs(error), "Done already: to its registrant");
    }

    private static async Task<(WeakReference Target, WeakReference Pending)> RunOne(Caller caller)
    {
        var target = new Target();
        var pending = caller.CallSoon(target.Run);
        Assert.That(await pending.InTime(), Is.True);
        return (new WeakReference(target), new WeakReference(pending));
    }

    private sealed class Target
    {
        private readonly bool _ok = true;

        internal bool Run() => _ok && Pending.Current is not null;
    }
}
