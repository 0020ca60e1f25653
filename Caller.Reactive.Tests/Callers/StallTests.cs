using CallerReactive.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Reactive.Testing;
using static CallerReactive.Tests.Polling;

namespace CallerReactive.Tests.Callers;

/// <summary>The watch of <see cref="CallerOptions.StallThreshold"/>, by a clock that the test moves.</summary>
public sealed class StallTests
{
    private static readonly TimeSpan Threshold = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _gate = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CollectingLogger _log = new();
    private readonly List<CallerStalledEventArgs> _told = [];

    private readonly Pump _pump = new();

    [TearDown]
    public void Open()
    {
        _gate.Set();
        _pump.Die();
    }

    [Test]
    public async Task AnItemThatHoldsTheLoop_IsReportedOnce_AndAgainWhenItEnds()
    {
        await using var ui = Caller.StartNew("ui");
        await using var caller = Start();
        var call = await Hold(caller, ui);
        _clock.Advance(Threshold - TimeSpan.FromMilliseconds(1));
        Assert.That(Told, Is.Empty, "not yet");
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _clock.Advance(10 * Threshold);

        var stall = Told.Single();
        Assert.That((stall.IsOver, stall.HeldFor, stall.Item?.Name), Is.EqualTo((false, Threshold, "load")));
        Assert.That(stall.HeldBy, Is.EqualTo("call 'load' (StallTests.lambda in Hold), submitted by 'ui'"));

        _gate.Set();
        await call.InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(Told.Select(static told => (told.IsOver, told.HeldFor)), Is.EqualTo([(false, Threshold), (true, 11 * Threshold)]));
        Assert.That(
            _log.Entries.Where(static entry => entry.Id is 50 or 51).Select(static entry => entry.Text),
            Is.EqualTo([
                "The caller 'db' has not turned for 5.0 s: call 'load' (StallTests.lambda in Hold), submitted by 'ui'; 0 items wait",
                "The caller 'db' turns again after 55.0 s: call 'load' (StallTests.lambda in Hold), submitted by 'ui'",
            ])
        );
    }

    [Test]
    public async Task ShortItems_AreNeverReported_HoweverManyTheyAre()
    {
        await using var caller = Start();
        for (var i = 0; i < 5; i++)
        {
            await (await Hold(caller, release: Threshold - TimeSpan.FromSeconds(1))).InTime();
        }

        _clock.Advance(10 * Threshold); // idle
        Assert.That(Told, Is.Empty);
    }

    [Test]
    public async Task EachStall_IsReported()
    {
        await using var caller = Start();
        for (var i = 0; i < 3; i++)
        {
            await (await Hold(caller, release: Threshold)).InTime();
            await caller.CallSoon(static () => { }).InTime(); // what ended it has told so
            _clock.Advance(Threshold);
        }

        Assert.That(Told.Select(static told => told.IsOver), Is.EqualTo([false, true, false, true, false, true]));
    }

    [Test]
    public async Task TheRestOfAnAsyncCall_IsNamedByItsMethod()
    {
        await using var caller = Start();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.CallSoon(() => BlockAfterAwait(held));
        await held.Task.InTime();
        _clock.Advance(Threshold);
        Assert.That(Told.Single().HeldBy, Does.StartWith("continuation StallTests.BlockAfterAwait"));
        _gate.Set();
        await call.InTime();
    }

    [Test]
    public async Task WhatBlocksForAnotherCaller_SaysForWhom()
    {
        await using var other = Caller.StartNew("other");
        await using var caller = Start();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = other.ScheduleCall(
            () =>
            {
                held.SetResult();
                _gate.Block();
                return 1;
            },
            new CallOptions { Name = "slow" }
        );
        var call = caller.CallSoon(() => slow.Wait());
        await held.Task.InTime();
        await Until(() => caller.GetSnapshot().BlockedFor is not null);
        _clock.Advance(Threshold);
        Assert.That(Told.Single().HeldBy, Does.EndWith(", and blocks for the pending 'slow' on the caller 'other'"));
        Assert.That(caller.GetSnapshot().BlockedFor, Is.EqualTo("the pending 'slow' on the caller 'other'"));
        _gate.Set();
        await call.InTime();
        Assert.That(caller.GetSnapshot().BlockedFor, Is.Null);
    }

    [Test]
    public void AHostThatGivesNoTurn_IsReported()
    {
        var caller = _pump.Attach(Options);
        caller.Stalled += (_, e) => _told.Add(e);
        _pump.TurnUntil(() => caller.IsRunning);
        _pump.TurnAll();
        _clock.Advance(10 * Threshold);
        Assert.That(_told, Is.Empty, "it wants no turn");

        var call = caller.CallSoon(static () => { });
        _clock.Advance(Threshold);
        Assert.That(
            (_told.Single().Item, _told.Single().HeldBy),
            Is.EqualTo(((CallerSnapshotItem?)null, $"its host '{caller.Host.Name}' gives it no turn"))
        );
        _pump.TurnUntil(() => call.IsDone);
        Assert.That(_told.Select(static told => told.IsOver), Is.EqualTo([false, true]));
        _pump.End(caller);
    }

    [Test]
    public void AnItemThatPumpsItsHost_IsNoStall()
    {
        var caller = _pump.Attach(Options);
        caller.Stalled += (_, e) => _told.Add(e);
        var dialog = caller.CallSoon(() =>
        {
            for (var i = 0; i < 4; i++)
            {
                var inner = caller.CallSoon(() => _clock.Advance(Threshold - TimeSpan.FromSeconds(1)));
                _pump.TurnUntil(() => inner.IsDone);
            }
        });
        _pump.TurnUntil(() => dialog.IsDone);
        Assert.That(_told, Is.Empty);
        _pump.End(caller);
    }

    [Test]
    public async Task AHandlerThatThrows_IsLogged_AndTheOthersAreTold()
    {
        await using var caller = Caller.StartNew(Options);
        caller.Stalled += static (_, _) => throw new InvalidOperationException("handler");
        caller.Stalled += (_, e) => Keep(e);
        var call = await Hold(caller);
        Assert.That(() => _clock.Advance(Threshold), Throws.Nothing);
        Assert.That(Told, Has.Count.EqualTo(1));
        Assert.That(
            _log.Entries.Where(static entry => entry.Id == 52).Select(static entry => entry.Exception?.Message),
            Is.EqualTo(["handler"])
        );
        _gate.Set();
        await call.InTime();
    }

    [Test]
    public async Task AHandler_RunsOnTheClocksThread_AndCanAskForASnapshot()
    {
        await using var caller = Caller.StartNew(Options);
        (Thread? On, string? Running) seen = default;
        caller.Stalled += (_, e) =>
        {
            if (!e.IsOver)
                seen = (Thread.CurrentThread, caller.GetSnapshot().Running.Single().Name);
        };
        var call = await Hold(caller);
        _clock.Advance(Threshold); // its timers go off here
        Assert.That(seen, Is.EqualTo((Thread.CurrentThread, "load")));
        _gate.Set();
        await call.InTime();
    }

    [Test]
    public async Task TheThreshold_IsInherited_UnlessTheChildSaysNo()
    {
        await using var caller = Caller.StartNew(Options);
        await using var unwatched = Caller.StartNew();
        await using var @virtual = Caller.Attach(CallerHost.From(new TestScheduler()), new CallerOptions { StallThreshold = Threshold });
        var worker = await caller.ToThread(static () => Caller.Current).InTime();
        Assert.Multiple(() =>
        {
            Assert.That(caller.Get(new CallerOptions { Name = "inherits" }).Loop.Watch, Is.Not.Null);
            Assert.That(worker.Loop.Watch, Is.Not.Null);
            Assert.That(caller.Get(new CallerOptions { StallThreshold = Timeout.InfiniteTimeSpan }).Loop.Watch, Is.Null);
            Assert.That((unwatched.Loop.Watch, @virtual.Loop.Watch), Is.EqualTo(((LoopWatch?)null, (LoopWatch?)null)));
        });
    }

    [TestCase(0)]
    [TestCase(-5)]
    public void AThresholdThatCannotBeMeant_IsRefused(int seconds) =>
        Assert.That(
            () => Caller.Create(new CallerOptions { StallThreshold = TimeSpan.FromSeconds(seconds) }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(nameof(CallerOptions.StallThreshold))
        );

    private CallerOptions Options =>
        new()
        {
            Name = "db",
            StallThreshold = Threshold,
            TimeProvider = _clock,
            Logger = _log,
        };

    private List<CallerStalledEventArgs> Told
    {
        get
        {
            lock (_told)
            {
                return [.. _told];
            }
        }
    }

    private Caller Start()
    {
        var caller = Caller.StartNew(Options);
        caller.Stalled += (_, e) => Keep(e);
        return caller;
    }

    private void Keep(CallerStalledEventArgs told)
    {
        lock (_told)
        {
            _told.Add(told);
        }
    }

    private async Task BlockAfterAwait(TaskCompletionSource held)
    {
        await Task.Yield();
        held.SetResult();
        _gate.Block();
    }

    /// <summary>A call that holds the caller until the gate opens, or until the clock has been moved so far.</summary>
    private async Task<Pending<System.Reactive.Unit>> Hold(Caller caller, Caller? from = null, TimeSpan? release = null)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var opened = new ManualResetEventSlim();
        Pending<System.Reactive.Unit> Submit() =>
            caller.ScheduleCall(
                () =>
                {
                    held.SetResult();
                    (release is null ? _gate : opened).Block();
                },
                new CallOptions { Name = "load" }
            );
        var call = from is null ? Submit() : await from.CallSoon(Submit).InTime();
        await held.Task.InTime();
        if (release is { } time)
        {
            _clock.Advance(time);
            opened.Set();
            await call.Ended();
        }

        return call;
    }
}
