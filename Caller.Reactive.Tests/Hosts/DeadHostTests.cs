using System.Reactive.Concurrency;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Hosts;

public sealed class DeadHostTests
{
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public void AHostThatDies_EndsEveryPending_WithTheReason()
    {
        var caller = _pump.Attach(new CallerOptions { Name = "guest" });
        var runs = caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token));
        var later = caller.CallLater(TimeSpan.FromHours(1), static () => { });
        _pump.TurnAll();
        _pump.Dead = new InvalidOperationException("The window is gone.");

        var call = caller.CallSoon(static () => { });

        Assert.That(caller.Stopped.Wait(TimeSpan.FromSeconds(20)), Is.EqualTo(System.Reactive.Unit.Default));
        foreach (var pending in new Pending[] { runs, later, call })
        {
            Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
            Assert.That(pending.CancelReasons, Has.Some.Contains("The window is gone.").And.Some.Contains(nameof(Pump)));
        }

        Assert.That(_pump.Operations, Is.Zero);
        Assert.That(() => caller.Schedule(static () => { }), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void AHostThatDies_WhileAnItemRuns_DoesNotRunMore([Values] bool nested)
    {
        var caller = _pump.Attach();
        var ran = false;
        _pump.TurnAll();
        var call = caller.CallSoon(() =>
        {
            if (nested)
            {
                _ = caller.CallSoon(static () => { });
                _pump.Turn();
            }

            _pump.Dead = new InvalidOperationException("The window is gone.");
            for (var i = 0; i < 3; i++)
            {
                _ = caller.CallSoon(() => ran = true);
            }

            return caller.State;
        });
        _pump.TurnAll();

        Assert.That(caller.Stopped.IsDone);
        Assert.That((call.Status, ran), Is.EqualTo((PendingStatus.Cancelled, false)));
    }

    [Test]
    public void AHostThatDies_WhileACallBegins_AsksThatOneToo()
    {
        // Without a limit: what is not asked would never end.
        var caller = _pump.Attach(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        using var held = new ManualResetEventSlim();
        using var holds = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var token = TestContext.CurrentContext.CancellationToken;
        var early = caller.CallSoon(asked =>
        {
            asked.Register(() =>
            {
                // The host's death is known, what runs is being asked: now the loop, in the drain that it is in, comes to one more call.
                held.Set();
                begun.Wait(token);
            });
            return Task.Delay(Timeout.Infinite, asked);
        });
        _pump.TurnAll();
        var holder = caller.CallSoon(() => // alone in its drain, so that the next call has to post another one
        {
            holds.Set();
            held.Wait(token);
        });
        var pump = new Thread(_pump.TurnAll) { IsBackground = true };
        pump.Start();
        holds.Wait(token);
        _pump.Dead = new InvalidOperationException("The window is gone.");

        var late = caller.CallSoon(asked =>
        {
            caller.CallDirect(begun.Set);
            return Task.Delay(Timeout.Infinite, asked);
        });

        Assert.That(() => caller.Stopped.Wait(TimeSpan.FromSeconds(20)), Throws.Nothing);
        Assert.That((early.Status, late.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
        Assert.That(holder.IsDone);
        pump.Join();
    }

    [Test]
    public void AHostThatDies_WhileAnItemRuns_LetsStoppedWaitForIt([Values] bool givenUp)
    {
        var clock = new FakeTimeProvider();
        var caller = _pump.Attach(new CallerOptions { TimeProvider = clock, StopTimeout = TimeSpan.FromSeconds(5) });
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var token = TestContext.CurrentContext.CancellationToken;
        var running = caller.CallSoon(() =>
        {
            begun.Set();
            gate.Wait(token);
        });
        var endedBefore = false;
        caller.Stopped.OnDone(_ => endedBefore = running.IsDone);
        var pump = new Thread(_pump.TurnAll) { IsBackground = true };
        pump.Start();
        begun.Wait(token);
        _pump.Dead = new InvalidOperationException("The window is gone.");

        var refused = caller.CallSoon(static () => { }); // this thread learns of it, and ends the caller

        Assert.That((refused.Status, caller.Stopped.IsDone), Is.EqualTo((PendingStatus.Cancelled, false)));
        if (givenUp)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            Assert.That((caller.Stopped.IsDone, running.Status), Is.EqualTo((true, PendingStatus.Cancelled)));
        }

        gate.Set();
        Assert.That(() => caller.Stopped.Wait(TimeSpan.FromSeconds(20)), Throws.Nothing);
        pump.Join();
        Assert.That(endedBefore);
    }

    [Test]
    public void AttachingToADeadHost_FailsToStart()
    {
        _pump.Dead = new InvalidOperationException("The window is gone.");

        var caller = Caller.Attach(CallerHost.From(_pump));
        var call = caller.CallSoon(static () => 1);

        Assert.That(() => caller.Started.Wait(), Throws.InvalidOperationException.With.Message.Contains("gone"));
        Assert.That((caller.State, call.Status, _pump.Operations), Is.EqualTo((CallerState.Stopped, PendingStatus.Cancelled, 0)));
    }

    [Test]
    public async Task AHostThatNoLongerTurns_IsGivenUp_AfterTheStopTimeout()
    {
        var caller = _pump.Attach(new CallerOptions { StopTimeout = TimeSpan.FromMilliseconds(50) });
        _pump.TurnAll();
        var call = caller.CallSoon(static () => 1);

        await caller.DisposeAsync();

        Assert.That((caller.State, call.Status), Is.EqualTo((CallerState.Stopped, PendingStatus.Cancelled)));
        _pump.TurnAll();
    }

    [Test]
    public void AHostThatRunsInline_IsRefused()
    {
        var caller = Caller.Attach(new InlineHost());
        Assert.That(
            () => caller.Started.Wait(),
            Throws.InvalidOperationException.With.Message.Contains("'inline' runs").And.Message.Contains("inside the post")
        );
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public void AHostThatRunsInlineLater_IsLost()
    {
        var host = new InlineHost { IsInline = false };
        var caller = Caller.Attach(host);
        host.Waiting!();
        Assert.That(caller.IsRunning);
        host.IsInline = true;

        var call = caller.CallSoon(static () => 1);

        Assert.That((caller.State, call.Status), Is.EqualTo((CallerState.Stopped, PendingStatus.Cancelled)));
        Assert.That(call.CancelReasons, Has.Some.Contains("inside the post"));
    }

    [Test]
    public void SchedulersThatRunInline_AreRefused()
    {
        Assert.That(
            () => CallerHost.From(ImmediateScheduler.Instance),
            Throws.ArgumentException.With.Message.Contains(nameof(ImmediateScheduler))
        );
        Assert.That(() => CallerHost.From(CurrentThreadScheduler.Instance), Throws.ArgumentException);
        var wrapped = Caller.Attach(CallerHost.From(ImmediateScheduler.Instance.Catch<Exception>(static _ => false)));
        Assert.That(() => wrapped.Started.Wait(), Throws.InvalidOperationException.With.Message.Contains("inside the post"));
    }

    [Test]
    public void AnInlineScheduler_IsNeverMadeToSleep([Values] bool isStarted)
    {
        var scheduler = new InlineScheduler();
        var caller = Caller.Create(new CallerOptions { Host = CallerHost.From(scheduler) });
        if (isStarted)
        {
            caller.Start();
        }

        caller.Stop(force: true);

        Assert.That((caller.State, scheduler.Slept), Is.EqualTo((CallerState.Stopped, TimeSpan.Zero)));
    }

    [Test]
    public void ADisposedScheduler_IsADeadHost()
    {
        var scheduler = new EventLoopScheduler();
        var caller = Caller.Attach(CallerHost.From(scheduler));
        caller.CallSoon(static () => { }).Wait(); // a turn has one item: what comes now needs another turn
        scheduler.Dispose();

        var call = caller.CallSoon(static () => 1);

        caller.Stopped.Wait(TimeSpan.FromSeconds(20));
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(call.CancelReasons, Has.Some.Contains(nameof(EventLoopScheduler)));
    }

    /// <summary>What the wrapped immediate scheduler is, without its sleep.</summary>
    private sealed class InlineScheduler : IScheduler
    {
        internal TimeSpan Slept;

        public DateTimeOffset Now => DateTimeOffset.UtcNow;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => action(this, state);

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            Slept += dueTime;
            return action(this, state);
        }

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            Schedule(state, dueTime - Now, action);
    }

    private sealed class InlineHost : CallerHost
    {
        internal bool IsInline = true;
        internal Action? Waiting;

        public override string Name => "inline";

        public override bool CheckAccess() => false;

        public override void Post(Action drain)
        {
            if (IsInline)
            {
                drain();
            }
            else
            {
                Waiting = drain;
            }
        }
    }
}
