using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Upstream;

/// <summary>Tests of the original's test_caller.py that fall to the pool of workers; each has the name it has there.</summary>
public sealed class WorkerTests
{
    [Test]
    public async Task WorkerReturnedToPool()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxIdleWorkers = 3 });
        var first = await SixAtOnce(caller);
        Assert.That(first, Is.Unique);
        var kept = caller.Children;
        Assert.That(kept, Has.Count.EqualTo(3).And.SubsetOf(first));

        var second = await SixAtOnce(caller);
        Assert.That(second, Is.Unique.And.SupersetOf(kept));
        Assert.That(second.Except(first), Has.Exactly(3).Items);
    }

    [Test]
    public async Task IdleWorkerShutdown()
    {
        // After one idle time; there it may take two.
        var clock = new FakeTimeProvider();
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = clock, WorkerIdleTimeout = TimeSpan.FromSeconds(60) });
        var workers = await SixAtOnce(caller);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(caller.Children, Is.EquivalentTo(workers));
        clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var worker in workers)
            await worker.Stopped.InTime();
        Assert.That(caller.Children, Is.Empty);
    }

    [Test]
    public async Task WorkerInPoolStopping()
    {
        await using var caller = Caller.StartNew();
        var worker = await caller.ToThread(static () => Caller.Current).InTime();
        await worker.CallSoon(static () => { }).InTime(); // behind its return to the pool
        var (inside, gate) = (new TaskCompletionSource(), new ManualResetEventSlim());
        _ = worker.CallSoon(() =>
        {
            inside.SetResult();
            gate.Block();
        });
        await inside.Task.InTime();
        worker.Stop();
        try
        {
            Assert.That(await caller.ToThread(static () => Caller.Current).InTime(), Is.Not.SameAs(worker));
            Assert.That(worker.State, Is.EqualTo(CallerState.Stopping), "It was in the pool all the time");
        }
        finally
        {
            gate.Set();
        }

        await worker.Stopped.InTime();
    }

    /// <summary>Six calls that are all inside before the first one ends. Ends when all workers are back in the pool, or stopping.</summary>
    private static async Task<Caller[]> SixAtOnce(Caller caller)
    {
        using var inside = new CountdownEvent(6);
        var calls = Enumerable
            .Range(0, 6)
            .Select(_ =>
                caller.ToThread(() =>
                {
                    inside.Signal();
                    inside.Wait(TestContext.CurrentContext.CancellationToken);
                    return Caller.Current;
                })
            )
            .ToList();
        var workers = await Task.WhenAll(calls.Select(static call => call.AsTask())).InTime();
        foreach (var worker in workers)
            await worker.CallSoon(static () => { }).Ended();
        return workers;
    }
}
