using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Hosts;

/// <summary>An item that pumps its host, as a modal dialog does (decision 41).</summary>
public sealed class NestedPumpTests
{
    private static readonly AsyncLocal<string?> Local = new();
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public void WhatWaitsBehindADialog_RunsInIt_InOrder()
    {
        var caller = _pump.Attach();
        List<string> log = [];
        caller.Schedule(() =>
        {
            log.Add("opens");
            _pump.TurnUntil(() => log.Contains("closes"));
            log.Add("closed");
        });
        caller.Schedule(() => log.Add("a"));
        _pump.Post(_ => log.Add("host"), null);
        caller.Schedule(() => log.Add("b"));
        caller.Schedule(() => log.Add("closes"));
        caller.Schedule(() => log.Add("c"));

        _pump.TurnAll();

        Assert.That(log.IndexOf("closed"), Is.GreaterThan(log.IndexOf("closes")));
        log.Remove("closed");
        log.Remove("host");
        Assert.That(log, Is.EqualTo(["opens", "a", "b", "closes", "c"]));
        _pump.End(caller);
    }

    [Test]
    public void APeriodicRun_ThatPumpsItsHost_IsNotEnteredAgain()
    {
        var clock = new FakeTimeProvider();
        var caller = _pump.Attach(new CallerOptions { TimeProvider = clock });
        List<string> log = [];
        using var series = caller.SchedulePeriodic(
            1,
            TimeSpan.FromMilliseconds(10),
            run =>
            {
                log.Add($"{run} begins");
                if (run == 1)
                {
                    _ = caller.CallSoon(() => log.Add("in the dialog"));
                    clock.Advance(TimeSpan.FromMilliseconds(15)); // the next run would be due
                    _pump.TurnAll();
                }

                log.Add($"{run} ends");
                return run + 1;
            }
        );
        _pump.TurnAll();
        clock.Advance(TimeSpan.FromMilliseconds(10));
        _pump.TurnAll();
        Assert.That(log, Is.EqualTo(["1 begins", "in the dialog", "1 ends", "2 begins", "2 ends"]));
        _pump.End(caller);
    }

    [Test]
    public void ElementsBehindOneThatOpensADialog_AreDeliveredInIt()
    {
        var caller = _pump.Attach();
        using var source = new Subject<int>();
        List<int> closed = [];
        using var subscription = source
            .ObserveOn(caller)
            .Subscribe(value =>
            {
                if (value == 0)
                {
                    _pump.TurnUntil(() => closed.Contains(3));
                }

                closed.Add(value);
            });
        for (var value = 0; value <= 3; value++)
        {
            source.OnNext(value);
        }

        _pump.TurnAll();

        Assert.That(closed, Is.EqualTo([1, 2, 3, 0]));
        _pump.End(caller);
    }

    [Test]
    public void WhatComesDuringADialog_RunsInIt([Values("own", "other", "timer", "clock")] string from)
    {
        var caller = _pump.Attach();
        var beats = 0;
        using var clock = from == "clock" ? Observable.Interval(TimeSpan.FromMilliseconds(5), caller).Subscribe(_ => beats++) : null;
        var call = caller.CallSoon(() =>
        {
            var close = from switch
            {
                "own" => caller.CallSoon(static () => { }),
                "other" => Task.Run(() => caller.CallSoon(static () => { })).GetAwaiter().GetResult(),
                "timer" => caller.CallLater(TimeSpan.FromMilliseconds(10), static () => { }),
                _ => null,
            };
            _pump.TurnUntil(() => close?.IsDone ?? beats >= 3);
            return (Caller.Current, SynchronizationContext.Current == caller.SynchronizationContext);
        });

        _pump.TurnUntil(() => call.IsDone);

        Assert.That(call.Result, Is.EqualTo((caller, true)));
        clock?.Dispose();
        _pump.End(caller);
    }

    [Test]
    public void ATimerThatCameWhileADrainWasOnItsWay_GoesOffInTheDialogThatTheDrainOpens()
    {
        var caller = _pump.Attach();
        _pump.TurnAll(); // at rest: there is nothing to set an alarm for
        var later = default(Pending);
        var call = caller.CallSoon(() => _pump.TurnUntil(() => later!.IsDone));
        later = caller.CallLater(TimeSpan.FromMilliseconds(5), static () => { });

        _pump.TurnUntil(() => call.IsDone);

        Assert.That((call.Status, later.Status), Is.EqualTo((PendingStatus.Succeeded, PendingStatus.Succeeded)));
        _pump.End(caller);
    }

    [Test]
    public void Await_InADialog_ComesHome()
    {
        var caller = _pump.Attach();
        var call = caller.CallSoon(() =>
        {
            var inner = caller.CallSoon(async () =>
            {
                await Task.Delay(5, TestContext.CurrentContext.CancellationToken);
                return Caller.Current;
            });
            _pump.TurnUntil(() => inner.IsDone);
            return inner.Result;
        });

        _pump.TurnUntil(() => call.IsDone);

        Assert.That(call.Result, Is.SameAs(caller));
        _pump.End(caller);
    }

    [Test]
    public void Stop_WhileADialogIsOpen_AsksItToClose_AndWaitsForIt([Values("inside", "outside")] string from)
    {
        var caller = _pump.Attach(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan }); // nor does it have to give the dialog up
        var closed = false;
        var stoppedTooEarly = false;
        var dialog = caller.CallSoon(token =>
        {
            if (from == "inside")
            {
                _ = caller.CallSoon(() => caller.Stop(), CancellationToken.None);
            }
            else
            {
                ThreadPool.QueueUserWorkItem(_ => caller.Stop());
            }

            _pump.TurnUntil(() => token.IsCancellationRequested);
            for (var i = 0; i < 100; i++)
            {
                _pump.Turn();
            }

            stoppedTooEarly = caller.Stopped.IsDone;
            closed = true;
        });
        _pump.TurnUntil(() => caller.Stopped.IsDone);

        Assert.That((closed, stoppedTooEarly), Is.EqualTo((true, false)));
        Assert.That(dialog.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public void AmbientState_InADialog_IsEachItemsOwn_AndComesBackAfterwards()
    {
        var caller = _pump.Attach();
        Local.Value = "outside";
        (string?, CallerBackend?, bool, bool) Look() =>
            (Local.Value, CallerBackend.Current, Caller.Current == caller, SynchronizationContext.Current == caller.SynchronizationContext);

        var call = caller.CallSoon(() =>
        {
            Local.Value = "dialog";
            var item = default((string?, CallerBackend?, bool, bool));
            var before = Look();
            caller.Schedule(() => item = Look());
            var inner = caller.CallUsingBackend(
                CallerBackend.Rx,
                () =>
                {
                    var seen = Look();
                    Local.Value = "inner";
                    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                    return seen;
                }
            );
            _pump.TurnUntil(() => inner.IsDone);
            return (before, item, inner.Result, Look());
        });
        _pump.TurnUntil(() => call.IsDone);

        var ofTheDialog = ("dialog", CallerBackend.Async, true, true);
        Assert.That(
            call.Result,
            Is.EqualTo(
                (ofTheDialog, (default(string), CallerBackend.Async, true, true), ("dialog", CallerBackend.Rx, true, false), ofTheDialog)
            )
        );
        Assert.That(Local.Value, Is.EqualTo("outside"));
        _pump.End(caller);
    }

    [Test]
    public void ThreeDialogsDeep_NothingIsLost()
    {
        var caller = _pump.Attach();
        List<string> log = [];
        void Open(int depth)
        {
            log.Add($"open {depth}");
            if (depth < 3)
            {
                var inner = caller.CallSoon(() => Open(depth + 1));
                _pump.TurnUntil(() => inner.IsDone);
            }

            log.Add($"close {depth}");
        }

        var outer = caller.CallSoon(() => Open(1));
        _pump.TurnUntil(() => outer.IsDone);

        Assert.That(log, Is.EqualTo(["open 1", "open 2", "open 3", "close 3", "close 2", "close 1"]));
        _pump.End(caller);
    }

    [Test]
    public void AnItemThatThrowsInADialog_ThrowsIntoTheInnerPump()
    {
        var caller = _pump.Attach();
        var call = caller.CallSoon(() =>
        {
            caller.Schedule(static () => throw new InvalidTimeZoneException());
            Assert.Throws<InvalidTimeZoneException>(_pump.TurnAll);
            return caller.CheckAccess();
        });
        _pump.TurnUntil(() => call.IsDone);

        Assert.That(call.Result, Is.True);
        _pump.End(caller);
    }

    [Test]
    public void AnAbandoningStop_LeavesTheListsToADialogsPump_WhileThatIsAtThem()
    {
        var clock = new HookedClock();
        var caller = _pump.Attach(new CallerOptions { TimeProvider = clock, StopTimeout = TimeSpan.FromSeconds(1) });
        Pending? queued = null;
        var taken = false;
        var limit = TestContext.CurrentContext.CancellationToken;
        using var between = new ManualResetEventSlim();
        using var stopping = new ManualResetEventSlim();
        var stopper = new Thread(() =>
        {
            between.Wait(limit);
            caller.Stop();
            stopping.Set();
            clock.Advance(TimeSpan.FromSeconds(1)); // gives up what still runs: the call that opened the dialog
        })
        {
            IsBackground = true,
        };
        stopper.Start();
        var dialog = caller.CallSoon(() =>
        {
            _ = caller.CallSoon(() =>
            {
                queued = caller.CallSoon(static () => { });

                // The next look at the clock is that of the dialog's pump, between this item and the next.
                clock.Next = () =>
                {
                    between.Set();
                    stopping.Wait(limit);
                    taken = SpinWait.SpinUntil(() => queued.IsDone, TimeSpan.FromMilliseconds(300)); // long enough for who would take the lists now
                };
            });
            _pump.TurnUntil(() => queued?.IsDone == true);
        });

        _pump.TurnUntil(() => dialog.IsDone);
        stopper.Join();

        // Who refuses it then depends on who is first: the pump, or the stopper once the dialog has given its turn back.
        Assert.That((queued!.Status, taken), Is.EqualTo((PendingStatus.Cancelled, false)));
        _pump.TurnUntil(() => caller.Stopped.IsDone);
    }

    private sealed class HookedClock : FakeTimeProvider
    {
        private readonly Thread _thread = Thread.CurrentThread;

        internal Action? Next { get; set; }

        public override long GetTimestamp()
        {
            if (Thread.CurrentThread == _thread && Next is { } next)
            {
                Next = null;
                next();
            }

            return base.GetTimestamp();
        }
    }
}
