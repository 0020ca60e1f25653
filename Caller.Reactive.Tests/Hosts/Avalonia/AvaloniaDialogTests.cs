using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Avalonia.Threading;

namespace CallerReactive.Tests.Hosts;

/// <summary>An item that opens a nested frame, as a modal dialog of the application does.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class AvaloniaDialogTests
{
    private Dispatcher _dispatcher = null!;
    private IDisposable? _turn;
    private Caller _caller = null!;

    [SetUp]
    public void Attach()
    {
        _turn = AvaloniaThread.Enter();
        _dispatcher = AvaloniaThread.Dispatcher;
        _caller = Caller.Attach(new AvaloniaHost(_dispatcher), new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
    }

    [TearDown]
    public async Task Leave()
    {
        try
        {
            if (_caller is not null)
                await _caller.DisposeAsync();
        }
        finally
        {
            _turn?.Dispose();
        }
    }

    [Test]
    public async Task WhatWaitsBehindADialog_RunsInIt_OnceAndInOrder()
    {
        List<string> log = [];
        var last = await _caller
            .CallSoon(() =>
            {
                var frame = new DispatcherFrame();
                _caller.Schedule(() =>
                {
                    log.Add("opens");
                    _dispatcher.PushFrame(frame);
                    log.Add("closed");
                });
                foreach (var name in (string[])["a", "b"])
                    _caller.Schedule(() => log.Add(name));
                _caller.Schedule(() =>
                {
                    log.Add("closes");
                    frame.Continue = false;
                });
                return _caller.CallSoon(() => log.Add("c"));
            })
            .InTime();
        await last.InTime();
        await _caller.CallSoon(static () => { }).InTime();

        Assert.That(log.IndexOf("closed"), Is.GreaterThan(log.IndexOf("closes")));
        log.Remove("closed");
        Assert.That(log, Is.EqualTo(["opens", "a", "b", "closes", "c"]));
    }

    [Test]
    public async Task AnItem_IsNotEnteredAgain_ByTheFrameThatItOpened()
    {
        var (inside, deepest, turns) = (0, 0, 0);
        var frame = default(DispatcherFrame);
        var call = _caller.CallSoon(() =>
        {
            deepest = Math.Max(deepest, ++inside);
            frame = new DispatcherFrame();
            _dispatcher.PushFrame(frame);
            inside--;
        });
        using var clock = Observable
            .Interval(TimeSpan.FromMilliseconds(2), _caller)
            .Subscribe(_ =>
            {
                if (++turns == 5)
                    frame!.Continue = false;
            });

        await call.InTime();

        Assert.That((inside, deepest), Is.EqualTo((0, 1)));
        Assert.That(turns, Is.AtLeast(5), "the clock went on in the dialog");
    }

    [Test]
    public async Task AwaitsAndTimers_InADialog_ComeHome()
    {
        var seen = await _caller
            .CallSoon(() =>
            {
                var frame = new DispatcherFrame();
                var tick = new TaskCompletionSource<Caller>();
                DispatcherTimer.RunOnce(() => tick.SetResult(Caller.Current), TimeSpan.FromMilliseconds(2));
                var inner = _caller.CallSoon(async () =>
                {
                    var (worker, timer) = (await _caller.ToThread(static () => 42), await tick.Task);
                    frame.Continue = false;
                    return (worker, timer, Caller.Current, _dispatcher.CheckAccess());
                });
                _dispatcher.PushFrame(frame);
                return (inner, Caller.Current, SynchronizationContext.Current == _caller.SynchronizationContext);
            })
            .InTime();

        Assert.That((seen.Item2, seen.Item3), Is.EqualTo((_caller, true)), "as before, once it is closed");
        Assert.That(await seen.inner.InTime(), Is.EqualTo((42, _caller, _caller, true)));
    }

    [Test]
    public async Task Stop_WhileADialogIsOpen_AsksItToClose_AndWaitsForIt([Values("inside", "outside", "the application")] string from)
    {
        var (closed, stoppedTooEarly) = (false, false);
        var dialog = _caller.CallSoon(token =>
        {
            switch (from)
            {
                case "inside":
                    _ = _caller.CallSoon(() => _caller.Stop(), CancellationToken.None);
                    break;
                case "outside":
                    ThreadPool.QueueUserWorkItem(_ => _caller.Stop());
                    break;
                default:
                    _dispatcher.Post(() => _caller.Stop());
                    break;
            }

            var frame = new DispatcherFrame();
            using (token.Register(() => frame.Continue = false))
                _dispatcher.PushFrame(frame);
            _dispatcher.RunJobs(); // whatever the stop may have queued
            stoppedTooEarly = _caller.Stopped.IsDone;
            closed = true;
        });

        await _caller.Stopped.InTime();

        Assert.That((closed, stoppedTooEarly, dialog.Status), Is.EqualTo((true, false, PendingStatus.Cancelled)));
    }
}
