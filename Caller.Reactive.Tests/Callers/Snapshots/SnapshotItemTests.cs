using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Callers.Snapshots;

/// <summary>What a snapshot says of one thing that runs or waits.</summary>
public sealed class SnapshotItemTests
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly FakeTimeProvider _clock = new();

    [TearDown]
    public void Open() => _gate.Set();

    [Test]
    public async Task EachKindOfWork_IsNamed()
    {
        await using var caller = Start();
        using var source = new Subject<int>();
        using var observed = source.ObserveOn(caller).Subscribe(static _ => { });
        await Hold(caller);
        _ = caller.ScheduleCall(static () => { }, new CallOptions { Name = "save" });
        caller.CallDirect(static () => { });
        caller.QueueCall(static _ => { }, 1);
        using var action = caller.Schedule(0, static (_, _) => Disposable.Empty);
        caller.SynchronizationContext.Post(static _ => { }, null);
        _ = Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.None, caller.TaskScheduler);
        source.OnNext(1);
        await using var timer = caller.TimeProvider.CreateTimer(static _ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        using var series = caller.SchedulePeriodic(0, TimeSpan.FromHours(2), static state => state);
        _ = caller.CallLater(TimeSpan.FromHours(3), static () => { });

        var snapshot = caller.GetSnapshot();

        Assert.That(
            snapshot.Queued.Select(static item => item.Kind),
            Is.EqualTo([
                CallerItemKind.PendingCall,
                CallerItemKind.DirectCall,
                CallerItemKind.QueuedCall,
                CallerItemKind.ScheduledAction,
                CallerItemKind.Continuation,
                CallerItemKind.Continuation,
                CallerItemKind.Observer,
            ])
        );
        Assert.That(
            snapshot.Due.Select(static item => item.Kind),
            Is.EqualTo([CallerItemKind.Timer, CallerItemKind.ScheduledAction, CallerItemKind.PendingCall])
        );
        Assert.That((snapshot.Queued[0].Name, snapshot.Queued[0].Status), Is.EqualTo(("save", PendingStatus.Queued)));
        Assert.That(
            snapshot.Queued.Skip(1).Select(static item => (item.Name, item.Status)),
            Has.All.EqualTo((default(string), default(PendingStatus?)))
        );
        _gate.Set();
    }

    [Test]
    public async Task AHandlerThatRuns_IsAQueuedCall()
    {
        await using var caller = Start();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = caller.OpenQueue<int>(
            (_, _) =>
            {
                held.SetResult();
                _gate.Block();
                return default;
            },
            new CallerQueueOptions { Name = "log" }
        );
        queue.TryPost(1);
        await held.Task.InTime();
        var item = caller.GetSnapshot().Running.Single();
        Assert.That((item.Kind, item.Name, item.HoldsThread), Is.EqualTo((CallerItemKind.QueuedCall, "log", true)));
        _gate.Set();
    }

    [Test]
    public async Task WhatTheLibraryHasToDo_IsInternal()
    {
        await using var caller = Caller.Create();
        List<CallerItemKind> kinds = [];
        void Look() => kinds.Add(caller.GetSnapshot().Running[0].Kind);
        caller.Started.OnDone(_ => Look());
        caller.Start();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = caller.CallSoon(async token =>
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            token.Register(() =>
            {
                Look();
                asked.SetResult();
            });
            begun.SetResult();
            await asked.Task;
        });
        await begun.Task.InTime();
        await caller.CallSoon(static () => { }).InTime(); // by now it awaits: a stop asks it on the loop

        caller.Stop();

        await caller.Stopped.InTime();
        Assert.That(kinds, Is.EqualTo([CallerItemKind.Internal, CallerItemKind.Internal]));
    }

    [Test]
    public async Task ACallThatWasAskedToEnd_SaysSo()
    {
        await using var caller = Start();
        var call = await Hold(caller);
        Assert.That(caller.GetSnapshot().Running.Single().IsCancelRequested, Is.False);
        call.Cancel();
        var snapshot = caller.GetSnapshot();
        Assert.That(snapshot.Running.Single().IsCancelRequested, Is.True);
        Assert.That(snapshot.ToString(), Does.Contain("runs, to be cancelled"));
        _gate.Set();
    }

    [Test]
    public async Task Times_AreKnownOfNamedCalls_AndOfAllOnAWatchedCaller()
    {
        await using var plain = Start();
        await using var watched = Caller.StartNew(new CallerOptions { TimeProvider = _clock, StallThreshold = TimeSpan.FromDays(1) });
        foreach (var caller in new[] { plain, watched })
            await Hold(caller);
        _clock.Advance(TimeSpan.FromSeconds(2));
        foreach (var caller in new[] { plain, watched })
        {
            _ = caller.CallSoon(static () => { });
            _ = caller.ScheduleCall(static () => { }, new CallOptions { Name = "named" });
        }

        _clock.Advance(TimeSpan.FromSeconds(1));

        TimeSpan? unknown = null;
        TimeSpan? one = TimeSpan.FromSeconds(1);
        TimeSpan? three = TimeSpan.FromSeconds(3);
        Assert.That(Times(plain), Is.EqualTo([(unknown, unknown), (unknown, unknown), (one, unknown)]));
        Assert.That(Times(watched), Is.EqualTo([(three, three), (one, unknown), (one, unknown)]));
        _gate.Set();

        static IEnumerable<(TimeSpan?, TimeSpan?)> Times(Caller caller) =>
            caller.GetSnapshot() is var snapshot
                ? snapshot.Running.Concat(snapshot.Queued).Select(static item => (item.Age, item.RunningFor))
                : [];
    }

    [Test]
    public async Task DueIn_IsNegativeOnceItsTimeHasPassed_AndMaxValueForNever()
    {
        await using var caller = Start();
        await Hold(caller);
        _ = caller.CallLater(TimeSpan.FromSeconds(5), static () => { });
        _ = caller.CallLater(TimeSpan.MaxValue, static () => { });
        _ = caller.CallSoon(static () => { });
        _clock.Advance(TimeSpan.FromSeconds(7));
        var snapshot = caller.GetSnapshot();
        Assert.That(snapshot.Due.Select(static item => item.DueIn), Is.EqualTo([TimeSpan.FromSeconds(-2), TimeSpan.MaxValue]));
        Assert.That(snapshot.Queued.Single().DueIn, Is.Null);
        Assert.That(snapshot.ToString(), Does.Contain("due in -2.0 s").And.Contain("never due"));
        _gate.Set();
    }

    [Test]
    public async Task SubmittedBy_NamesTheCallAndItsCaller()
    {
        await using var ui = Caller.StartNew("ui");
        await using var db = Start();
        await Hold(db);
        await ui.ScheduleCall(
                () =>
                {
                    _ = db.ScheduleCall(Work, new CallOptions { Name = "query" });
                },
                new CallOptions { Name = "load screen" }
            )
            .InTime();
        _ = db.ScheduleCall(Work, new CallOptions { Name = "other" });
        var queued = db.GetSnapshot().Queued;
        Assert.That(queued.Select(static item => item.SubmittedBy), Is.EqualTo(["'load screen' on 'ui'", null]));
        Assert.That(
            queued.Select(static item => item.ToString()),
            Is.EqualTo([
                "call 'query' (SnapshotItemTests.Work), submitted by 'load screen' on 'ui'",
                "call 'other' (SnapshotItemTests.Work)",
            ])
        );
        _gate.Set();
    }

    private static void Work() { }

    private Caller Start() => Caller.StartNew(new CallerOptions { TimeProvider = _clock });

    /// <summary>A call without a name that holds the caller until the gate opens.</summary>
    private async Task<Pending> Hold(Caller caller)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.CallSoon(() =>
        {
            held.SetResult();
            _gate.Block();
        });
        await held.Task.InTime();
        return call;
    }
}
