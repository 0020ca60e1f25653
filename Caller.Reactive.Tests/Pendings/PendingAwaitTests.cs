using System.Collections.Concurrent;

namespace CallerReactive.Tests.Pendings;

/// <summary>Where an await resumes (decision 13).</summary>
public sealed class PendingAwaitTests
{
    private readonly PendingSource<int> _source = new();

    [Test]
    public async Task OnItsOwnCaller_ItComesHome()
    {
        await using var caller = Caller.StartNew();
        var inner = caller.CallLater(TimeSpan.FromMilliseconds(1), () => 1);
        var seen = await caller.CallSoon(async () => (await inner, Caller.Current)).InTime();
        Assert.That(seen, Is.EqualTo((1, caller)));
    }

    [Test]
    public async Task OnAnotherCaller_ItComesBackToTheOneThatAwaits()
    {
        await using var home = Caller.StartNew();
        await using var other = Caller.StartNew();
        var seen = await home.CallSoon(async () =>
            {
                var there = await other.CallSoon(() => Caller.Current);
                return (there, Caller.Current);
            })
            .InTime();
        Assert.That(seen, Is.EqualTo((other, home)));
    }

    [Test]
    public async Task WithoutAContext_ItResumesOnTheThreadPool_NeverInlineOnTheLoop()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var pending = caller.CallSoon(gate.Block);
        var resumed = ThreadAfter(pending);
        gate.Set();
        var thread = await resumed.InTime();
        Assert.That((thread.IsThreadPoolThread, thread == caller.Thread), Is.EqualTo((true, false)));
    }

    [Test]
    public void WithoutAContext_ItIsNotInlineInWhoeverCompletes()
    {
        var resumed = ThreadAfter(_source.Pending);
        using var dedicated = new CompletingThread(() => _source.TrySetResult(1));
        Assert.That(resumed.InTime().GetAwaiter().GetResult(), Is.Not.SameAs(dedicated.Thread));
    }

    private static async Task<Thread> ThreadAfter<T>(Pending<T> pending)
    {
        await pending;
        return Thread.CurrentThread;
    }

    [Test]
    public void OnAForeignSynchronizationContext_ItIsPostedThere()
    {
        var context = new CollectingContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        var resumed = ThreadAfter(_source.Pending);
        SynchronizationContext.SetSynchronizationContext(before);

        _source.TrySetResult(1);

        Assert.That((resumed.IsCompleted, context.Posted.Count), Is.EqualTo((false, 1)));
        context.RunAll();
        Assert.That(resumed.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task OnATaskScheduler_ItIsQueuedThere()
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var resumed = Task.Factory.StartNew(
            async () =>
            {
                await _source.Pending;
                return TaskScheduler.Current;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            pair.ExclusiveScheduler
        );
        var inner = await resumed.InTime();
        _source.TrySetResult(1);
        Assert.That(await inner.InTime(), Is.SameAs(pair.ExclusiveScheduler));
    }

    [Test]
    public async Task OnTheLoop_TheContinuationIsQueued_NotInline()
    {
        await using var caller = Caller.StartNew();
        var log = new List<string>();
        var source = new PendingSource<int>();
        var waiter = caller.CallSoon(async () =>
        {
            await source.Pending;
            log.Add("resumed");
        });
        await caller
            .CallSoon(() =>
            {
                source.TrySetResult(1);
                log.Add("completed");
            })
            .InTime();
        await waiter.InTime();
        Assert.That(log, Is.EqualTo(new[] { "completed", "resumed" }));
    }

    [Test]
    public async Task SeveralAwaits_ResumeInOrderOnTheLoop()
    {
        await using var caller = Caller.StartNew();
        var log = new List<int>();
        var work = caller.CallSoon(() => { });
        using var gate = new ManualResetEventSlim();
        var blocker = caller.CallSoon(gate.Block);
        var late = caller.CallSoon(() => 5);
        async Task Wait(int number)
        {
            await late;
            log.Add(number);
        }

        var all = caller.CallSoon(() => Task.WhenAll(Wait(0), Wait(1), Wait(2)));
        gate.Set();
        await all.InTime();
        await Task.WhenAll(work.AsTask(), blocker.AsTask()).InTime();
        Assert.That(log, Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public async Task SeveralHomeContinuations_OfOnePendingThatRuns_AllResumeHome()
    {
        await using var caller = Caller.StartNew();
        var gate = new TaskCompletionSource();
        var slow = caller.CallSoon(async () =>
        {
            await gate.Task;
            return 1;
        });
        async Task<Caller> Home()
        {
            await slow;
            return Caller.Current;
        }

        var all = caller.CallSoon(() => Task.WhenAll(Home(), Home(), Home()));
        await caller.CallSoon(gate.SetResult).InTime();
        Assert.That(await all.InTime(), Is.EqualTo(new[] { caller, caller, caller }));
    }

    [Test]
    public void WhatHasEnded_DoesNotSuspend()
    {
        _source.TrySetResult(1);
        Assert.That(_source.Pending.GetAwaiter().IsCompleted, Is.True);
        Assert.That(ThreadAfter(_source.Pending).Result, Is.SameAs(Thread.CurrentThread));
    }

    [Test]
    public async Task OnCompleted_BringsTheExecutionContext_UnsafeOnCompletedDoesNot()
    {
        var local = new AsyncLocal<string?> { Value = "mine" };
        var (safe, bare) = (new TaskCompletionSource<string?>(), new TaskCompletionSource<string?>());
        _source.Pending.GetAwaiter().OnCompleted(() => safe.SetResult(local.Value));
        _source.Pending.GetAwaiter().UnsafeOnCompleted(() => bare.SetResult(local.Value));
        using (ExecutionContext.SuppressFlow())
            _source.TrySetResult(1);
        Assert.That((await safe.Task.InTime(), await bare.Task.InTime()), Is.EqualTo(("mine", default(string))));
    }

    [Test]
    public async Task AnAsyncLocal_IsTheAwaitersOwnAfterIt()
    {
        await using var caller = Caller.StartNew();
        var local = new AsyncLocal<int> { Value = 1 };
        await caller.CallSoon(() => local.Value = 2).InTime();
        await caller.CallSoon(() => local.Value = 3);
        Assert.That(local.Value, Is.EqualTo(1));
    }

    [Test]
    public async Task AwaitingTheEndOfItsOwnCaller_EndsWithTheCancellationOfTheCall()
    {
        await using var caller = Caller.StartNew();
        var pending = caller.CallSoon(async () => await caller.Stopped);
        var started = caller.CallSoon(() => { });
        await started.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task ACallThatAwaitsItself_FailsAndSaysSo()
    {
        await using var caller = Caller.StartNew();
        Pending<int>? self = null;
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        self = caller.CallSoon(async () =>
        {
            await start.Task;
            return await self!;
        });
        start.SetResult();
        Assert.That(
            await self.Failure(),
            Is.TypeOf<InvalidOperationException>().With.Message.StartsWith("A call that awaits itself would never end")
        );
    }

    [Test]
    public async Task WhatEndsBetweenTheQuestionAndTheCallback_IsCalledBackAndNotInline()
    {
        var done = Pending<int>.FromResult(1);
        var back = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        done.GetAwaiter().UnsafeOnCompleted(() => back.SetResult(Thread.CurrentThread));
        Assert.That(await back.Task.InTime(), Has.Property(nameof(Thread.IsThreadPoolThread)).True);
    }

    private sealed class CompletingThread : IDisposable
    {
        public CompletingThread(Action action)
        {
            Thread = new Thread(() => action());
            Thread.Start();
        }

        public Thread Thread { get; }

        public void Dispose() => Thread.Join();
    }

    private sealed class CollectingContext : SynchronizationContext
    {
        public ConcurrentQueue<(SendOrPostCallback Callback, object? State)> Posted { get; } = new();

        public override void Post(SendOrPostCallback d, object? state) => Posted.Enqueue((d, state));

        public void RunAll()
        {
            while (Posted.TryDequeue(out var work))
                work.Callback(work.State);
        }
    }
}
