using CallerReactive.Tests.Groups;

namespace CallerReactive.Tests.Upstream;

/// <summary>The tests of as_completed, wait and the pending group in test_caller.py of the original.</summary>
public sealed class AsCompletedTests : GroupFixture
{
    [TestCase(2)]
    [TestCase(20)]
    public async Task AsCompleted(int maxConcurrent)
    {
        var first = Home.CallSoon(() => 1 + 2);
        Assert.That(await first, Is.EqualTo(3));
        await foreach (var one in Home.AsCompleted([first]).WithCancellation(Limit))
        {
            Assert.That(one, Is.SameAs(first));
        }

        // Each waits for as many as there may be at once: with fewer threads it would not end, and with more the limit would be broken.
        using var together = new Barrier(maxConcurrent);
        var threads = new HashSet<Thread>();
        var count = 0;
        var items = Enumerable
            .Range(0, 40)
            .Select(_ =>
                Home.ToThread(() =>
                {
                    together.SignalAndWait(Limit);
                    return Thread.CurrentThread;
                })
            );
        await foreach (
            var item in Home.AsCompleted(items, new AsCompletedOptions { MaxConcurrent = maxConcurrent }).WithCancellation(Limit)
        )
        {
            Assert.That(item.IsDone, Is.True);
            threads.Add(await item);
            count++;
        }

        Assert.That(count, Is.EqualTo(40));
        Assert.That(threads, Has.Count.AtLeast(maxConcurrent));
    }

    [Test]
    public async Task AsCompletedError()
    {
        var count = 0;
        var items = Enumerable.Range(0, 6).Select(_ => Home.ToThread(new Func<int>(() => throw new InvalidDataException())));
        await foreach (var item in Home.AsCompleted(items, new AsCompletedOptions { MaxConcurrent = 4 }).WithCancellation(Limit))
        {
            Assert.That(item.Exception, Is.TypeOf<InvalidDataException>());
            count++;
        }

        Assert.That(count, Is.EqualTo(6));
    }

    [Test]
    public async Task AsCompletedCancelled()
    {
        const int n = 6;
        using var barrier = new Barrier(n + 1);
        async Task<string> Work(int i, CancellationToken token)
        {
            barrier.SignalAndWait(Limit);
            if (i > n - 2)
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            return "ok";
        }

        var items = Enumerable.Range(0, n).Select(i => Home.ToThread(token => Work(i, token))).ToHashSet();
        using var scope = new CancellationTokenSource();
        barrier.SignalAndWait(Limit);
        async Task Consume()
        {
            await foreach (var _ in Home.AsCompleted(items).WithCancellation(scope.Token))
            {
                await scope.CancelAsync();
            }
        }

        Assert.That(await OutcomeOf(Consume()), Is.InstanceOf<OperationCanceledException>());
        foreach (var item in items)
        {
            await item.WhenDone(Limit);
            Assert.That(item.IsCancelled || item.Result == "ok", Is.True);
        }
    }

    [Test]
    public async Task AsCompletedAwaitables()
    {
        var results = new HashSet<int>();
        async Task<int> Work(int i)
        {
            await Task.Yield();
            return i;
        }

        await foreach (var item in Home.AsCompleted(Enumerable.Range(0, 2).Select(Work)).WithCancellation(Limit))
        {
            results.Add(await item);
        }

        Assert.That(results, Is.EquivalentTo([0, 1]));
    }

    [Test]
    public async Task AsCompletedCurrentPendingDeadlock()
    {
        var call = Home.CallSoon(async () =>
        {
            if (Pending.Current is Pending<int> own)
            {
                await foreach (var _ in Home.AsCompleted([own])) { }
            }

            return 0;
        });
        await call.WhenDone(Limit);
        Assert.That(call.Exception, Is.TypeOf<InvalidOperationException>().With.Message.Contains("deadlock"));
    }

    [Test]
    public async Task AsCompletedEmptyIterator()
    {
        await foreach (var _ in Home.AsCompleted(Enumerable.Empty<Pending<int>>().Where(static _ => true)).WithCancellation(Limit))
        {
            Assert.Fail("There is nothing in it.");
        }
    }

    [Test]
    public async Task Wait([Values] WaitUntil until, [Values] bool soon)
    {
        var sources = Enumerable.Range(0, 3).Select(static _ => new PendingSource<int>()).ToList();
        var items = sources.ConvertAll(static source => source.Pending);
        void End(int i) => _ = i == 1 ? sources[i].TrySetException(new InvalidDataException()) : sources[i].TrySetResult(i);
        var count = until switch
        {
            WaitUntil.FirstCompleted => 1,
            WaitUntil.FirstException => 2,
            _ => 3,
        };
        Pending<WaitResult<int>>? wait = null;
        for (var i = 0; i < count; i++)
        {
            wait ??= soon ? Home.Wait(items, until) : null;
            End(i);
        }

        var result = await (wait ?? Home.Wait(items, until));
        Assert.That(result.Done, Is.EqualTo(items.Take(count)));
        Assert.That(result.NotDone, Is.EqualTo(items.Skip(count)));
    }

    [Test]
    public async Task WaitAwaitable()
    {
        async Task Checkpoint() => await Task.Yield();
        var (done, notDone) = await Home.Wait([Checkpoint()]);
        Assert.That(done, Has.Count.EqualTo(1));
        Assert.That(notDone, Is.Empty);
    }

    [Test]
    public async Task WaitAwaitables()
    {
        async Task<int> Work(int i)
        {
            await Task.Yield();
            return i;
        }

        var (done, notDone) = await Home.Wait([Home.CallSoon(() => Work(1)), Home.ToThread(() => Work(2))]);
        Assert.That(notDone, Is.Empty);
        Assert.That(done.Select(static item => item.Result), Is.EqualTo([1, 2]));
    }

    [Test]
    public async Task PendingGroupOfAllKinds()
    {
        PendingGroup? group = null;
        await Home.RunGroupAsync(pg =>
            {
                group = pg;
                Home.CallSoon(() => Gate.Task);
                Home.CallLater(TimeSpan.Zero, () => Gate.Task);
                Home.ToThread(() => Gate.Task);
                Home.CallUsingBackend(CallerBackend.Rx, () => Gate.Task);
                Home.ScheduleCall(() => Gate.Task, new CallOptions());
                Assert.That(pg.Pending, Has.Count.EqualTo(5));
                Gate.SetResult();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        Assert.That(group!.Pending, Is.Empty);
    }
}
