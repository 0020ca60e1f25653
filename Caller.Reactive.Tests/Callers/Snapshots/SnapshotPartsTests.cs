using System.Globalization;
using CallerReactive.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;
using static CallerReactive.Tests.Polling;

namespace CallerReactive.Tests.Callers.Snapshots;

/// <summary>What a snapshot says beside its items: of the caller, its thread, its workers, its queues, its groups, its children.</summary>
public sealed class SnapshotPartsTests
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly Pump _pump = new();

    [TearDown]
    public void Open()
    {
        _gate.Set();
        _pump.Die();
    }

    [Test]
    public async Task WhatItSaysOfTheCaller_IsTheCallers()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero));
        await using var caller = Caller.StartNew(new CallerOptions { Name = "parts", TimeProvider = clock });
        await caller.Started.InTime();
        var snapshot = caller.GetSnapshot();
        Assert.That(
            (snapshot.Id, snapshot.Name, snapshot.State, snapshot.TakenAt, snapshot.TakenAt.Offset),
            Is.EqualTo((caller.Id, "parts", CallerState.Running, clock.GetUtcNow(), TimeSpan.Zero))
        );
    }

    [Test]
    public void AThreadWithoutAName_IsNamedByItsNumber()
    {
        string? name = null;
        var thread = new Thread(() =>
        {
            var caller = Caller.Create();
            name = caller.RunUntil(caller.CallSoon(() => caller.GetSnapshot().ThreadName));
            caller.Stop();
        });
        thread.Start();
        Assert.That(thread.Join(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(name, Is.EqualTo(thread.ManagedThreadId.ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public async Task AThreadThatBlocksInSendOrRun_SaysForWhom([Values] bool inSend)
    {
        await using var other = Caller.StartNew("other");
        await using var caller = Caller.StartNew("blocked");
        var inner = Caller.Create();
        var slow = inSend ? null : other.CallSoon(_gate.Block);
        var call = caller.CallSoon(() =>
        {
            if (slow is null)
                other.SynchronizationContext.Send(_ => _gate.Block(), null);
            else
                inner.RunUntil(slow);
        });
        await Until(() => caller.GetSnapshot().BlockedFor is not null);
        Assert.That(caller.GetSnapshot().BlockedFor, Does.Contain("'other'"));
        _gate.Set();
        await call.InTime();
        Assert.That(caller.GetSnapshot().BlockedFor, Is.Null);
        inner.Stop();
    }

    [Test]
    public void Running_ListsTheStackFirst_ThenWhatAwaits()
    {
        var caller = _pump.Attach();
        var source = new PendingSource<int>();
        var waits = caller.ScheduleCall(async () => await source.Pending, new CallOptions { Name = "awaits" });
        _pump.TurnAll();
        CallerSnapshot? snapshot = null;
        var outer = caller.ScheduleCall(
            () =>
            {
                var inner = caller.ScheduleCall(() => snapshot = caller.GetSnapshot(), new CallOptions { Name = "in the dialog" });
                _pump.TurnUntil(() => inner.IsDone);
            },
            new CallOptions { Name = "shows a dialog" }
        );
        _pump.TurnUntil(() => outer.IsDone);
        Assert.That(
            snapshot!.Running.Select(static item => (item.Name, item.HoldsThread)),
            Is.EqualTo([("in the dialog", true), ("shows a dialog", true), ("awaits", false)])
        );
        source.TrySetResult(1);
        _pump.TurnUntil(() => waits.IsDone);
        _pump.End(caller);
    }

    [Test]
    public async Task Due_IsInTheOrderOfTheTimes_AndTheFirstThousand()
    {
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = new FakeTimeProvider() });
        for (var i = 1; i <= 1500; i++)
            _ = caller.ScheduleCall(static () => { }, new CallOptions { Name = $"{i}", Delay = TimeSpan.FromHours(2000 - i) });
        var snapshot = caller.GetSnapshot();
        Assert.That((snapshot.DueCount, snapshot.QueuedCount), Is.EqualTo((1500, 0)));
        Assert.That(snapshot.Due.Select(static item => item.Name), Is.EqualTo(Enumerable.Range(0, 1000).Select(static i => $"{1500 - i}")));
        Assert.That(snapshot.ToString(), Does.EndWith("... and 500 more due later"));
    }

    [Test]
    public async Task Workers_AreCounted_AndWhatWaitsForThemIsInOrder()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 2, WorkerIdleTimeout = Timeout.InfiniteTimeSpan });
        await caller.ToThread(First).InTime();
        await Until(() => caller.GetSnapshot().IdleWorkerCount == 1);
        Assert.That(caller.GetSnapshot().WorkerCount, Is.EqualTo(1));

        using var busy = new CountdownEvent(2);
        for (var i = 0; i < 2; i++)
            _ = caller.ToThread(() =>
            {
                busy.Signal();
                _gate.Block();
            });
        busy.Wait(TestContext.CurrentContext.CancellationToken);
        Pending[] waiting = [caller.ToThread(First), caller.ToThread(Second), caller.ToThread(Third)];

        var snapshot = caller.GetSnapshot();

        Assert.That((snapshot.WorkerCount, snapshot.IdleWorkerCount), Is.EqualTo((2, 0)));
        Assert.That(
            snapshot.WaitingForWorker.Select(static item => item.Method),
            Is.EqualTo(new[] { "SnapshotPartsTests.First", "SnapshotPartsTests.Second", "SnapshotPartsTests.Third" })
        );
        _gate.Set();
        foreach (var call in waiting)
            await call.Ended();
    }

    [Test]
    public async Task AQueue_SaysWhatItTakesAndWhoWaits()
    {
        await using var caller = Caller.StartNew();
        var letGo = new TaskCompletionSource();
        using var begun = new CountdownEvent(2);
        async ValueTask Handle(int item, CancellationToken token)
        {
            if (item == 0)
                begun.Signal();
            await letGo.Task;
        }

        Func<int, CancellationToken, ValueTask> handler = Handle;
        var free = caller.OpenQueue(handler);
        var full = caller.OpenQueue(handler, new CallerQueueOptions { Name = "full", Capacity = 1 });
        free.TryPost(0);
        full.TryPost(0);
        begun.Wait(TestContext.CurrentContext.CancellationToken);
        free.TryPost(1);
        full.TryPost(1);
        Task[] posts = [full.PostAsync(2).AsTask(), full.PostAsync(3).AsTask()];

        Assert.That(
            caller.GetSnapshot().Queues,
            Is.EquivalentTo([
                new CallerSnapshotQueue("Handle", 1, null, 0, true, true),
                new CallerSnapshotQueue("full", 1, 1, 2, true, true),
            ])
        );
        full.Complete();
        Assert.That(caller.GetSnapshot().Queues.Select(static queue => (queue.Name, queue.TakesMore)), Does.Contain(("full", false)));
        letGo.SetResult();
        await Task.WhenAll(posts).InTime();
        await full.Completion.InTime();
        Assert.That(caller.GetSnapshot().Queues.Single().IsHandling, Is.False, "one has ended, the other is idle");
    }

    [Test]
    public async Task AChildThatStops_IsStillListed()
    {
        await using var caller = Caller.StartNew();
        var child = caller.Get("child");
        var (begun, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        _ = child.CallSoon(() =>
        {
            begun.SetResult();
            return letGo.Task;
        });
        await begun.Task.InTime();
        child.Stop();
        var listed = caller.GetSnapshot().Children.Single();
        Assert.That((caller.Children.Count, listed.Name, listed.State), Is.EqualTo((0, "child", CallerState.Stopping)));
        letGo.SetResult();
        await child.Stopped.InTime();
        Assert.That(caller.GetSnapshot().Children, Is.Empty);
    }

    [Test]
    public async Task AGroup_CountsItsMembersOnEveryCaller_AndSaysWhetherItIsCancelled()
    {
        await using var caller = Caller.StartNew();
        await using var other = Caller.StartNew();
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        PendingGroup? open = null;
        var left = caller.RunGroupAsync(group =>
        {
            open = group;
            caller.CallSoon(() => letGo.Task);
            other.CallSoon(() => letGo.Task);
            return Task.CompletedTask;
        });
        await caller.CallSoon(static () => { }).InTime(); // by now they run
        await other.CallSoon(static () => { }).InTime();
        Assert.That(caller.GetSnapshot().Groups, Is.EqualTo([new CallerSnapshotGroup(PendingGroupMode.IgnoreCancellation, 2, false)]));
        open!.Cancel();
        Assert.That(caller.GetSnapshot().Groups, Is.EqualTo([new CallerSnapshotGroup(PendingGroupMode.IgnoreCancellation, 2, true)]));
        letGo.SetResult();
        await left.InTime();
    }

    private static void First() { }

    private static void Second() { }

    private static void Third() { }
}
