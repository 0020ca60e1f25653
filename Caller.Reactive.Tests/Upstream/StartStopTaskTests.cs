using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Upstream;

/// <summary>test_caller.py, TestStartStopTask, by the original's names. Its async context is <c>Start</c> and <c>await using</c> here; a function is given at creation, always.</summary>
internal sealed class StartStopTaskTests
{
    [Test]
    public async Task NotSet()
    {
        await using var caller = Caller.StartNew("caller");
        Assert.That(
            async () => await caller.CreateStartStopTask(_ => Task.FromResult(1)),
            Throws.InvalidOperationException.With.Message.Contains("Start must be called")
        );
    }

    [Test]
    public async Task Sync()
    {
        var caller = Caller.StartNew("caller");
        var resume = new TaskCompletionSource();
        async Task<string> F(StartStopSignals signals)
        {
            signals.Started();
            await signals.Stopping;
            await resume.Task;
            return "ok";
        }

        var task = caller.CreateStartStopTask(F).Start();
        await task.Started.InTime();
        caller.Stop(force: true);
        Assert.That(task.Stopping.IsDone, Is.True);
        resume.SetResult();
        Assert.That((await task.Stopped.InTime(), await task), Is.EqualTo(("ok", "ok")));

        var early = await caller.CreateStartStopTask(F).Stop().Failure();
        Assert.That(early, Is.InstanceOf<PendingCancelledException>().With.Message.Contains("Stopped early!"));
    }

    [Test]
    public async Task Asyncontext()
    {
        await using var caller = Caller.StartNew("caller");
        var task = caller.CreateStartStopTask(async signals =>
        {
            signals.Started();
            await signals.Stopping;
            await Task.Yield();
            return "ok";
        });
        Assert.That(task.Started.IsDone, Is.False);
        await using (task.Start())
            await task.Started.InTime();
        Assert.That((task.Stopped.Result, await task), Is.EqualTo(("ok", "ok")));
    }

    [Test]
    public async Task Asyncontext_stop_early()
    {
        // There is no body here to be cancelled; who waits is told.
        await using var caller = Caller.StartNew("caller");
        await using var task = caller
            .CreateStartStopTask(signals =>
            {
                signals.Started();
                return Task.FromResult(1);
            })
            .Start();
        await task.Stopping.InTime();
        Assert.That(await task.Stopped.InTime(), Is.EqualTo(1));
    }

    [Test]
    public async Task Gc()
    {
        await using var caller = Caller.StartNew("caller");
        var (owner, task) = await RunOne(caller);
        while (owner.IsAlive || task.IsAlive)
        {
            TestContext.CurrentContext.CancellationToken.ThrowIfCancellationRequested();
            await caller.CallSoon(() => { }).InTime();
            GC.Collect();
        }
    }

    [Test]
    public async Task Task_cancelled()
    {
        await using var caller = Caller.StartNew("caller");
        var task = caller
            .CreateStartStopTask(_ =>
            {
                Pending.Current!.Cancel("Stop");
                return Task.FromResult(1);
            })
            .Start();
        Assert.That(await task.Stopped.Failure(), Is.InstanceOf<PendingCancelledException>().With.Message.Contains("Stop"));
    }

    [Test]
    public async Task Task_error()
    {
        await using var caller = Caller.StartNew("caller");
        var task = caller.CreateStartStopTask<int>(_ => throw new InvalidOperationException("This failed")).Start();
        Assert.That(await task.Stopped.Failure(), Is.InstanceOf<InvalidOperationException>().With.Message.EqualTo("This failed"));
    }

    [Test]
    public async Task No_func()
    {
        await using var caller = Caller.StartNew("caller");
        Assert.That(() => caller.CreateStartStopTask<int>(null!), Throws.ArgumentNullException);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(WeakReference Owner, WeakReference Task)> RunOne(Caller caller)
    {
        var owner = new Owner();
        var task = caller.CreateStartStopTask(owner.Run);
        await task.Start().DisposeAsync();
        return (new WeakReference(owner), new WeakReference(task));
    }

    private sealed class Owner
    {
        internal async Task<Owner> Run(StartStopSignals signals)
        {
            signals.Started();
            await signals.Stopping;
            return this;
        }
    }
}
