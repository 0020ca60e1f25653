using System.Reactive.Disposables;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.Callers.Snapshots;

public sealed class CallerSnapshotTests
{
    private readonly ManualResetEventSlim _gate = new();

    [TearDown]
    public void Open() => _gate.Set();

    [Test]
    public async Task ABusyCaller_ShowsWhatRunsAndWaits_WithNamesAgesAndSubmitters()
    {
        var clock = new FakeTimeProvider();
        await using var ui = Caller.StartNew("ui");
        await using var caller = Caller.StartNew(new CallerOptions { Name = "db", TimeProvider = clock });
        await Hold(caller, "load", ui);
        clock.Advance(TimeSpan.FromSeconds(2));
        var waiting = caller.ScheduleCall(static () => { }, new CallOptions { Name = "save" });
        using var action = caller.Schedule(0, static (_, _) => Disposable.Empty);
        caller.CallDirect(Direct);
        var later = caller.ScheduleCall(static () => { }, new CallOptions { Name = "flush", Delay = TimeSpan.FromSeconds(5) });
        clock.Advance(TimeSpan.FromSeconds(1));

        var snapshot = caller.GetSnapshot();

        Assert.Multiple(() =>
        {
            Assert.That((snapshot.Name, snapshot.State, snapshot.IsComplete), Is.EqualTo(("db", CallerState.Running, true)));
            var running = snapshot.Running.Single();
            Assert.That(
                (running.Name, running.Kind, running.Status),
                Is.EqualTo(("load", CallerItemKind.PendingCall, PendingStatus.Running))
            );
            Assert.That(
                (running.HoldsThread, running.Age, running.RunningFor),
                Is.EqualTo((true, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)))
            );
            Assert.That(running.SubmittedBy, Is.EqualTo("'ui'"));
            Assert.That(
                snapshot.Queued.Select(static item => item.Kind),
                Is.EqualTo([CallerItemKind.PendingCall, CallerItemKind.ScheduledAction, CallerItemKind.DirectCall])
            );
            Assert.That((snapshot.Queued[0].Name, snapshot.Queued[0].Age), Is.EqualTo(("save", TimeSpan.FromSeconds(1))));
            Assert.That(snapshot.Queued[2].Method, Is.EqualTo("CallerSnapshotTests.Direct"));
            Assert.That(
                snapshot.Due.Single(),
                Has.Property("Name").EqualTo("flush").And.Property("DueIn").EqualTo(TimeSpan.FromSeconds(4))
            );
        });
        var table = snapshot.ToString().Split('\n');
        Assert.That(table[0], Does.Match("^Caller 'db' #[0-9]+ Running, thread 'db'$"));
        Assert.That(table[3], Does.Match("^  runs +call +load +CallerSnapshotTests.lambda in Hold +3.0 s +3.0 s +'ui'$"));
        Assert.That(table[4], Does.Match("^  queued +call +save .* 1.0 s$"));
        Assert.That(table[7], Does.Match("^  due in 4.0 s +call +flush .* 1.0 s$"));
        later.Cancel();
        _gate.Set();
        await waiting.InTime();
    }

    [Test]
    public async Task OnItsOwnThread_ShowsTheCallThatAsks()
    {
        await using var caller = Caller.StartNew();
        var own = await caller
            .ScheduleCall(
                () => (caller.GetSnapshot(), caller.CallSoon(static () => { }), caller.GetSnapshot()),
                new CallOptions { Name = "me" }
            )
            .InTime();
        Assert.That(own.Item1.Running.Single().Name, Is.EqualTo("me"));
        Assert.That((own.Item1.QueuedCount, own.Item3.QueuedCount), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task ACallThatAwaits_IsShownAsAwaiting()
    {
        await using var caller = Caller.StartNew();
        var source = new PendingSource<int>();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.ScheduleCall(
            async () =>
            {
                begun.SetResult();
                await source.Pending;
            },
            new CallOptions { Name = "waits" }
        );
        await begun.Task.InTime();
        await caller.CallSoon(static () => { }).InTime(); // its first segment is over
        var item = caller.GetSnapshot().Running.Single();
        Assert.That((item.Name, item.HoldsThread, item.IsCancelRequested), Is.EqualTo(("waits", false, false)));
        Assert.That(caller.GetSnapshot().ToString(), Does.Contain("awaits"));
        source.TrySetResult(1);
        await call.InTime();
    }

    [Test]
    public async Task TheFamily_QueuesGroupsAndWorkers_AreShown()
    {
        await using var caller = Caller.StartNew(new CallerOptions { Name = "boss", MaxWorkers = 1 });
        var child = caller.Get("child");
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = caller.ToThread(() =>
        {
            busy.SetResult();
            _gate.Block();
        });
        await busy.Task.InTime();
        var second = caller.ToThread(static () => { });
        var handling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var queue = caller.OpenQueue<int>(
            async (_, token) =>
            {
                handling.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            new CallerQueueOptions { Name = "log", Capacity = 3 }
        );
        Assert.That((queue.TryPost(1), queue.TryPost(2)), Is.EqualTo((true, true)));
        await handling.Task.InTime();
        await caller.CallSoon(static () => { }).InTime();
        var source = new PendingSource<int>();
        var group = caller.RunGroupAsync(async _ => await caller.CallSoon(async () => await source.Pending));
        await caller.CallSoon(static () => { }).InTime();

        var snapshot = caller.GetSnapshot();

        Assert.Multiple(() =>
        {
            Assert.That(
                snapshot.Children.Select(static one => (one.Name, one.IsWorker)),
                Is.EqualTo([("child", false), ("boss worker 1", true)])
            );
            Assert.That(snapshot.Children[1].Running, Has.Count.EqualTo(1));
            Assert.That((snapshot.WorkerCount, snapshot.IdleWorkerCount, snapshot.WaitingForWorker.Count), Is.EqualTo((1, 0, 1)));
            Assert.That(snapshot.Queues.Single(), Is.EqualTo(new CallerSnapshotQueue("log", 1, 3, 0, true, true)));
            Assert.That(snapshot.Groups.Single(), Is.EqualTo(new CallerSnapshotGroup(PendingGroupMode.IgnoreCancellation, 1, false)));
            Assert.That(
                snapshot.ToString(),
                Does.Contain("queue 'log': 1 of 3 waiting, one being handled")
                    .And.Contain("workers: 1, 0 of them idle")
                    .And.Contain("group in mode IgnoreCancellation: 1 unfinished")
                    .And.Contain("needs a worker")
                    .And.Contain("  Caller 'child'")
            );
        });
        source.TrySetResult(1);
        _gate.Set();
        await group.InTime();
        await Task.WhenAll(first.AsTask(), second.AsTask()).InTime();
        Assert.That(child.GetSnapshot().ToString(), Does.Contain("nothing runs or waits"));
    }

    [Test]
    public async Task WhatADirectCallHoldsBack_IsQueued()
    {
        await using var caller = Caller.StartNew();
        var source = new TaskCompletionSource();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.CallDirect(() =>
        {
            held.SetResult();
            return source.Task;
        });
        await held.Task.InTime();
        var behind = caller.ScheduleCall(static () => 1, new CallOptions { Name = "behind" });
        Assert.That(caller.GetSnapshot().Queued.Single().Name, Is.EqualTo("behind"));
        source.SetResult();
        Assert.That(await behind.InTime(), Is.EqualTo(1));
    }

    [Test]
    public async Task VeryManyItems_AreCountedAndTheOldestListed()
    {
        await using var caller = Caller.StartNew();
        await Hold(caller, "holds");
        for (var i = 0; i < 1500; i++)
        {
            _ = caller.ScheduleCall(static () => { }, new CallOptions { Name = $"{i}" });
        }

        var snapshot = caller.GetSnapshot();
        Assert.That((snapshot.QueuedCount, snapshot.Queued.Count), Is.EqualTo((1500, 1000)));
        Assert.That(snapshot.Queued.Select(static item => item.Name), Is.EqualTo(Enumerable.Range(0, 1000).Select(static i => $"{i}")));
        Assert.That(snapshot.ToString(), Does.EndWith("... and 500 more queued"));
        _gate.Set();
    }

    [Test]
    public async Task VeryManyItems_FromTheCallerItself_AreCountedAndTheOldestListed()
    {
        await using var caller = Caller.StartNew();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = caller.CallSoon(() =>
        {
            for (var i = 0; i < 1500; i++)
            {
                _ = caller.ScheduleCall(static () => { }, new CallOptions { Name = $"{i}" });
            }

            held.SetResult();
            _gate.Block();
        });
        await held.Task.InTime();

        var snapshot = caller.GetSnapshot();
        Assert.That((snapshot.QueuedCount, snapshot.Queued.Count), Is.EqualTo((1500, 1000)));
        Assert.That(snapshot.Queued.Select(static item => item.Name), Is.EqualTo(Enumerable.Range(0, 1000).Select(static i => $"{i}")));
        _gate.Set();
    }

    [Test]
    public async Task InEachState_ItCanBeTaken()
    {
        var caller = Caller.Create(new CallerOptions { Name = "manual" });
        var early = caller.ScheduleCall(static () => 7, new CallOptions { Name = "early" });
        var created = caller.GetSnapshot();
        Assert.That(
            (created.State, created.Queued.Single().Name, created.ThreadName),
            Is.EqualTo((CallerState.Created, "early", (string?)null))
        );
        caller.Start();
        await early.InTime();
        await caller.DisposeAsync();
        var stopped = caller.GetSnapshot();
        Assert.That((stopped.State, stopped.QueuedCount, stopped.IsComplete), Is.EqualTo((CallerState.Stopped, 0, true)));
        Assert.That(
            stopped.Running,
            Has.All.Property("Kind").EqualTo(CallerItemKind.Internal),
            "its thread may be on its way out of the end"
        );
    }

    [Test]
    public async Task InVirtualTime_ItShowsTicks()
    {
        var scheduler = new TestScheduler();
        await using var caller = Caller.Attach(CallerHost.From(scheduler), new CallerOptions { Name = "virtual" });
        _ = caller.ScheduleCall(static () => { }, new CallOptions { Name = "soon" });
        _ = caller.ScheduleCall(static () => { }, new CallOptions { Name = "later", Delay = TimeSpan.FromTicks(50) });
        var snapshot = caller.GetSnapshot();
        Assert.That((snapshot.Queued.Single().Name, snapshot.Due.Single().Name), Is.EqualTo(("soon", "later")));
        Assert.That(snapshot.Due.Single().DueIn, Is.EqualTo(TimeSpan.FromTicks(50)));
    }

    [Test]
    public async Task ASnapshot_KeepsNothingAlive()
    {
        var caller = Caller.StartNew();
        await Hold(caller, "holds");
        var (snapshot, state) = Take(caller);
        _gate.Set();
        await caller.DisposeAsync();
        GC.Collect();
        Assert.That(state.IsAlive, Is.False);
        Assert.That(snapshot.Queued, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task WhileItWorks_RunningAndQueuedAreOfOneMoment()
    {
        // Numbered calls by one producer: what runs, and what waits behind it, is a row without gaps at each moment.
        const int calls = 4000;
        await using var caller = Caller.StartNew();
        var producer = Waiting(() =>
        {
            for (var i = 0; i < calls; i++)
            {
                _ = caller.ScheduleCall(static () => Thread.SpinWait(50), new CallOptions { Name = $"{i}" });
            }
        });
        var seen = 0;
        while (!producer.IsCompleted || caller.GetSnapshot().QueuedCount > 0)
        {
            var snapshot = caller.GetSnapshot();
            int[] row =
            [
                .. snapshot
                    .Running.Concat(snapshot.Queued)
                    .Select(static item => int.Parse(item.Name!, System.Globalization.CultureInfo.InvariantCulture)),
            ];
            seen += row.Length > 0 ? 1 : 0;
            Assert.That(row, Is.EqualTo(row.Select((_, i) => row[0] + i)), "a gap");
            Assert.That(snapshot.IsComplete);
        }

        await producer.InTime();
        Assert.That(seen, Is.GreaterThan(0));
    }

    [Test]
    public async Task SnapshotsFromManyThreads_LoseNothingAndHoldNothingUp()
    {
        await using var caller = Caller.StartNew();
        using var over = new CancellationTokenSource();
        var lookers = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Waiting(() =>
                {
                    while (!over.IsCancellationRequested)
                    {
                        caller.GetSnapshot();
                        Thread.Yield();
                    }
                })
            )
            .ToArray();
        var ran = 0;
        for (var round = 0; round < 200; round++)
        {
            var call = caller.CallSoon(async () =>
            {
                ran++;
                await caller.CallSoon(() => ran++); // from inside, by the short way
                caller.CallDirect(async () => await Task.Yield());
                using var tick = caller.Schedule(0, TimeSpan.FromHours(1), static (_, _) => Disposable.Empty);
            });
            await call.InTime();
        }

        await over.CancelAsync();
        await Task.WhenAll(lookers).InTime();
        Assert.That(ran, Is.EqualTo(400));
    }

    private static void Direct() { }

    private static Task Waiting(Action work) => Contracts.Waiting.OnOtherThread(work);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (CallerSnapshot Snapshot, WeakReference State) Take(Caller caller)
    {
        var state = new object();
        _ = caller.ScheduleCall(() => state.GetHashCode(), new CallOptions { Name = "holds state" });
        return (caller.GetSnapshot(), new WeakReference(state));
    }

    /// <summary>A call that holds the caller until the gate opens.</summary>
    private async Task Hold(Caller caller, string name, Caller? from = null)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Submit() =>
            caller.ScheduleCall(
                () =>
                {
                    held.SetResult();
                    _gate.Block();
                },
                new CallOptions { Name = name }
            );
        if (from is null)
        {
            Submit();
        }
        else
        {
            await from.CallSoon(Submit).InTime();
        }

        await held.Task.InTime();
    }
}
