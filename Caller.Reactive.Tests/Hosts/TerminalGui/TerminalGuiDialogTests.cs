using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;
using Terminal.Gui.Views;

namespace CallerReactive.Tests.Hosts.TerminalGui;

/// <summary>A modal dialog that is run from a call: Terminal.Gui's loop inside of an item (decision 41).</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalGuiDialogTests
{
    private readonly Terminal _terminal = new();

    [TearDown]
    public void Close() => _terminal.Dispose();

    [Test]
    public void WhatWaitsBehindADialog_RunsInIt_OnceAndInOrder()
    {
        const int count = 5_000;
        var caller = Caller.Attach(_terminal.Loop);
        List<int> ran = [];
        var depth = 0;
        var deepest = 0;
        var call = caller.CallSoon(() =>
        {
            using var dialog = new Dialog();
            for (var i = 0; i < count; i++)
            {
                var n = i;
                caller.Schedule(() =>
                {
                    deepest = Math.Max(deepest, ++depth);
                    ran.Add(n);
                    depth--;
                });
            }

            caller.Schedule(() => _terminal.App.RequestStop(dialog));
            _terminal.App.Run(dialog);
            return ran.Count;
        });

        Assert.That(Waiting.For(call.AsTask()), Is.EqualTo(count));
        Assert.That(ran, Is.EqualTo(Enumerable.Range(0, count)));
        Assert.That(deepest, Is.EqualTo(1), "an item runs inside the dialog's, not inside another one");
        Waiting.ForEnd(caller);
    }

    [Test]
    public void WhatOtherThreadsSend_DuringADialog_KeepsItsOrder()
    {
        const int each = 1_000;
        var caller = Caller.Attach(_terminal.Loop);
        List<(int Sender, int Number)> ran = [];
        var call = caller.CallSoon(() =>
        {
            using var dialog = new Dialog();
            var senders = Enumerable.Range(0, 3).Select(sender => Waiting.OnOtherThread(() => Send(sender))).ToList();
            _ = Task.WhenAll(senders).ContinueWith(_ => caller.CallDirect(() => _terminal.App.RequestStop(dialog)), TaskScheduler.Default);
            _terminal.App.Run(dialog);
        });
        Waiting.For(call.AsTask());

        Assert.That(ran, Has.Count.EqualTo(3 * each));
        Assert.That(ran.GroupBy(static item => item.Sender, static item => item.Number), Is.All.EqualTo(Enumerable.Range(0, each)));
        Waiting.ForEnd(caller);

        void Send(int sender)
        {
            for (var i = 0; i < each; i++)
            {
                var n = i;
                caller.Schedule(() => ran.Add((sender, n)));
            }
        }
    }

    [Test]
    public void ADialogInADialog_EndsInsideOut()
    {
        var caller = Caller.Attach(_terminal.Loop);
        List<string> log = [];
        var call = caller.CallSoon(() => Open(1));
        Waiting.For(call.AsTask());

        Assert.That(log, Is.EqualTo(["open 1", "open 2", "open 3", "close 3", "close 2", "close 1"]));
        Waiting.ForEnd(caller);

        void Open(int depth)
        {
            log.Add($"open {depth}");
            using var dialog = new Dialog();
            caller.Schedule(() =>
            {
                if (depth < 3)
                {
                    Open(depth + 1);
                }

                _terminal.App.RequestStop(dialog);
            });
            _terminal.App.Run(dialog);
            log.Add($"close {depth}");
        }
    }

    [Test]
    public void Await_InADialog_ComesHome_AndTheCallGoesOnWhenItIsClosed()
    {
        var caller = Caller.Attach(_terminal.Loop);
        var call = caller.CallSoon(async () =>
        {
            using var dialog = new Dialog();
            var inner = caller.CallSoon(async () =>
            {
                var thread = await caller.ToThread(static () => Thread.CurrentThread);
                var isHome = caller.CheckAccess() && thread != Thread.CurrentThread;
                _terminal.App.RequestStop(dialog);
                return isHome;
            });
            _terminal.App.Run(dialog);
            var wasOpen = inner.IsDone;
            return (await inner, wasOpen, Caller.Current, SynchronizationContext.Current == caller.SynchronizationContext);
        });

        Assert.That(Waiting.For(call.AsTask()), Is.EqualTo((true, true, caller, true)));
        Waiting.ForEnd(caller);
    }

    [Test]
    public void Stop_WhileADialogIsOpen_AsksItToClose_AndWaitsForIt([Values("before", "inside", "outside")] string from)
    {
        var caller = Caller.Attach(_terminal.Loop);
        var behindIt = 0;
        var stoppedTooEarly = false;
        var call = caller.CallSoon(token =>
        {
            using var dialog = new Dialog();

            // Not at once: the token may fire before the dialog runs, and a dialog forgets what was requested before.
            using var closing = token.Register(() => _terminal.App.AddTimeout(TimeSpan.Zero, () => Request(dialog)));
            if (from == "before")
            {
                caller.Stop();
            }
            else if (from == "inside")
            {
                caller.Schedule(() => caller.Stop());
            }
            else
            {
                ThreadPool.QueueUserWorkItem(_ => caller.Stop());
            }

            _terminal.App.Run(dialog);
            stoppedTooEarly = caller.Stopped.IsDone;
            behindIt++;
        });
        Waiting.For(caller.Stopped.AsTask());

        Assert.That((behindIt, stoppedTooEarly, call.Status), Is.EqualTo((1, false, PendingStatus.Cancelled)));

        bool Request(Dialog dialog)
        {
            _terminal.App.RequestStop(dialog);
            return false; // once
        }
    }

    [Test]
    public void TheWindowCloses_WhileADialogIsOpen_TheCallEnds()
    {
        var caller = Caller.Attach(_terminal.Loop);
        var isOpen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.CallSoon(() =>
        {
            using var dialog = new Dialog();
            caller.Schedule(isOpen.SetResult);
            _terminal.App.Run(dialog);
            return 1;
        });
        Waiting.For(isOpen.Task);
        var behind = caller.CallLater(TimeSpan.FromHours(1), static () => { });

        _terminal.Close();
        Waiting.For(_terminal.Left);
        caller.Stop();

        Waiting.For(caller.Stopped.AsTask());
        Assert.That((call.IsDone, behind.Status), Is.EqualTo((true, PendingStatus.Cancelled)));
    }
}
