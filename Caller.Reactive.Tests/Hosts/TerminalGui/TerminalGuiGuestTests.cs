using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;
using Samples;
using Terminal.Gui.Input;

namespace CallerReactive.Tests.Hosts.TerminalGui;

/// <summary>A guest of a real GUI's main loop.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalGuiGuestTests
{
    private readonly Terminal _terminal = new();

    [TearDown]
    public void Close() => _terminal.Dispose();

    [Test]
    public void Await_ComesHome_FromWorkers()
    {
        var caller = Caller.Attach(_terminal.Loop);
        var call = caller.CallSoon(async () =>
        {
            var answer = await caller.ToThread(static () => 6 * 7);
            return (answer, Caller.Current, Thread.CurrentThread, SynchronizationContext.Current == caller.SynchronizationContext);
        });

        Assert.That(Waiting.For(call.AsTask()), Is.EqualTo((42, caller, _terminal.Thread, true)));
        Assert.That(caller.Thread, Is.SameAs(_terminal.Thread));
        Waiting.ForEnd(caller);
    }

    [Test]
    public void EventHandlers_FindTheCaller_AndTheirAwaitsComeBack()
    {
        var caller = Caller.Attach(_terminal.Loop);
        var seen = new TaskCompletionSource<(Caller?, Thread, Caller?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _terminal.Window.KeyDown += async (_, _) =>
        {
            var before = Caller.Current;
            await caller.ToThread(static () => { });
            seen.SetResult((before, Thread.CurrentThread, Caller.Current));
        };
        Waiting.For(caller.Started.AsTask());

        _terminal.App.Invoke(() => _terminal.App.Keyboard.RaiseKeyDownEvent(Key.A));

        Assert.That(Waiting.For(seen.Task), Is.EqualTo((caller, _terminal.Thread, caller)));
        Waiting.ForEnd(caller);
    }

    [Test]
    public void ItemsThatNeverEnd_LeaveTheHostItsTurns()
    {
        var caller = Caller.Attach(_terminal.Loop);
        using var endless = caller.Schedule(static self => self());
        using var turns = new CountdownEvent(20);
        _terminal.App.AddTimeout(TimeSpan.FromMilliseconds(1), () => !turns.Signal());

        Assert.That(turns.Wait(TimeSpan.FromSeconds(20)));
        endless.Dispose();
        Waiting.ForEnd(caller);
    }

    [Test]
    public void SomebodyWhoPosts_NeedNotWaitForAnItemThatRuns()
    {
        var caller = Caller.Attach(_terminal.Loop);
        var call = caller.CallSoon(() =>
        {
            // With Terminal.Gui's own Invoke the other thread would wait for this callback, and this callback for the thread.
            var other = Waiting.OnOtherThread(() => caller.CallSoon(static () => 1));
            return Waiting.For(other);
        });

        Assert.That(Waiting.For(Waiting.For(call.AsTask()).AsTask()), Is.EqualTo(1));
        Waiting.ForEnd(caller);
    }

    [Test]
    public void AnItemThatThrows_ThrowsIntoTheLoop_AndTheRestRuns()
    {
        var caller = Caller.Attach(_terminal.Loop);
        caller.Schedule(static () => throw new InvalidTimeZoneException());
        var rest = caller.CallSoon(static () => 1);

        Assert.That(Waiting.For(rest.AsTask()), Is.EqualTo(1));
        Assert.That(_terminal.Thrown, Has.One.TypeOf<InvalidTimeZoneException>());
        Waiting.ForEnd(caller);
    }

    [Test]
    public void Stop_FromInsideOrOutside_LeavesTheGuiAlone([Values("inside", "outside")] string from)
    {
        var caller = Caller.Attach(_terminal.Loop);
        var runs = caller.CallSoon(static token => Task.Delay(-1, token));
        if (from == "inside")
        {
            caller.CallDirect(() => caller.Stop());
        }
        else
        {
            Waiting.For(caller.Started.AsTask());
            caller.Stop();
        }

        Waiting.For(caller.Stopped.AsTask());

        var next = Caller.Attach(_terminal.Loop);
        Assert.That(runs.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(Waiting.For(next.CallSoon(static () => 1).AsTask()), Is.EqualTo(1));
        Waiting.ForEnd(next);
    }

    [Test]
    public void TwoGuests_ShareTheLoop()
    {
        var (one, two) = (Caller.Attach(_terminal.Loop), Caller.Attach(_terminal.Loop));
        var call = one.CallSoon(async () => await two.CallSoon(() => (Caller.Current, two.CheckAccess(), one.CheckAccess())));

        Assert.That(Waiting.For(call.AsTask()), Is.EqualTo((two, true, false)));
        Waiting.ForEnd(one);
        Waiting.ForEnd(two);
    }

    [Test]
    public void TheWindowCloses_EverythingEnds_WithTheReason([Values] bool isBusy)
    {
        var caller = Caller.Attach(_terminal.Loop);
        var later = caller.CallLater(TimeSpan.FromHours(1), static () => { });
        var runs = caller.CallSoon(static token => Task.Delay(-1, token));
        using var endless = isBusy ? caller.Schedule(static self => self()) : null;
        Waiting.For(caller.Started.AsTask());

        _terminal.Close();
        Waiting.For(_terminal.Left);
        caller.Stop();

        Waiting.For(caller.Stopped.AsTask());
        foreach (var pending in new Pending[] { later, runs })
        {
            Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
            Assert.That(pending.CancelReasons, Has.Some.Contains("Terminal.Gui"));
        }
    }

    [Test]
    public void AWindowThatRefusesToClose_LetsTheWorkEndFirst()
    {
        var caller = Caller.Attach(_terminal.Loop);
        var worker = caller.ToThread(static token => Task.Delay(-1, token));
        var wasOpen = false;
        _terminal.Window.IsRunningChanging += (_, change) =>
        {
            if (!change.NewValue && !caller.Stopped.IsDone)
            {
                change.Cancel = true;
                caller.Stop();
            }
        };
        caller.Stopped.OnDone(_ =>
        {
            wasOpen = _terminal.Window.IsRunning;
            _terminal.Close();
        });
        Waiting.For(caller.Started.AsTask());

        _terminal.App.Invoke(() => _terminal.App.Keyboard.RaiseKeyDownEvent(Key.Esc));

        Waiting.For(_terminal.Left);
        Assert.That((wasOpen, worker.Status, caller.State), Is.EqualTo((true, PendingStatus.Cancelled, CallerState.Stopped)));
        Assert.That(worker.CancelReasons, Has.None.Contains("Terminal.Gui"), "it ended well, not with the window");
    }

    [Test]
    public void AWindowThatHasClosed_IsADeadHost()
    {
        _terminal.Close();
        Waiting.For(_terminal.Left);

        var caller = Caller.Attach(_terminal.Loop);

        Assert.That(() => caller.Started.Wait(), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(TerminalGuiLoop)));
    }

    [Test]
    public void ItsOwnContext_IsRefused_BecauseItRunsInline()
    {
        var attached = new TaskCompletionSource<Caller>(TaskCreationOptions.RunContinuationsAsynchronously);
        _terminal.App.Invoke(() => attached.SetResult(Caller.Attach(CallerHost.From(SynchronizationContext.Current!))));
        var caller = Waiting.For(attached.Task);

        Assert.That(() => caller.Started.Wait(), Throws.InvalidOperationException.With.Message.Contains("inside the post"));
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }
}
