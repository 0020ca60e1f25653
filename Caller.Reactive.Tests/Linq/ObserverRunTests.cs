using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

/// <summary>Elements share a place in the caller's queue. Nobody may be able to tell.</summary>
public sealed class ObserverRunTests
{
    private readonly List<string> _seen = [];

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task OnNext_BetweenOtherWork_KeepsItsPlace()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var (left, right) = (new Subject<int>(), new Subject<int>());
        using var _ = left.ObserveOn(caller).Subscribe(value => _seen.Add($"left {value}"), () => _seen.Add("left ends"));
        using var __ = right.ObserveOn(caller).Subscribe(value => _seen.Add($"right {value}"));
        caller.Schedule(gate, Wait);
        left.OnNext(1);
        left.OnNext(2);
        right.OnNext(3);
        left.OnNext(4);
        Note(caller, "work 5");
        left.OnNext(6);
        left.OnNext(7);
        right.OnNext(8);
        right.OnNext(9);
        left.OnCompleted();
        right.OnNext(10);
        gate.Set();
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(
            _seen,
            Is.EqualTo(
                (string[])
                    ["left 1", "left 2", "right 3", "left 4", "work 5", "left 6", "left 7", "right 8", "right 9", "left ends", "right 10"]
            )
        );
    }

    [Test]
    public async Task OnNext_OnTheCallerItself_KeepsItsPlace()
    {
        await using var caller = Caller.StartNew();
        var subject = new Subject<int>();
        using var _ = subject.ObserveOn(caller).Subscribe(value => _seen.Add($"next {value}"));
        await caller
            .CallSoon(() =>
            {
                subject.OnNext(1);
                subject.OnNext(2);
                Note(caller, "work 3");
                subject.OnNext(4);
                subject.OnNext(5);
                _seen.Add("not inline");
            })
            .AsTask()
            .WaitAsync(Limit);
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo((string[])["not inline", "next 1", "next 2", "work 3", "next 4", "next 5"]));
    }

    [Test]
    public async Task OnNext_FromWithinTheObserver_ComesAfterWhatIsQueued()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var subject = new Subject<int>();
        using var _ = subject
            .ObserveOn(caller)
            .Subscribe(value =>
            {
                _seen.Add($"next {value}");
                if (value < 10)
                {
                    subject.OnNext(value + 10);
                }
            });
        caller.Schedule(gate, Wait);
        subject.OnNext(1);
        subject.OnNext(2);
        Note(caller, "work");
        gate.Set();
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo((string[])["next 1", "next 2", "work", "next 11", "next 12"]));
    }

    [Test]
    public async Task DueTimer_WithARunInTheQueue_RunsAfterTheElementInFlight()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var subject = new Subject<int>();
        using var _ = subject
            .ObserveOn(caller)
            .Subscribe(value =>
            {
                _seen.Add($"next {value}");
                if (value == 1)
                {
                    caller.Schedule(
                        0,
                        TimeSpan.FromTicks(1),
                        (_, _) =>
                        {
                            _seen.Add("timer");
                            return Disposable.Empty;
                        }
                    );
                    SpinWait.SpinUntil(static () => false, 1);
                }
            });
        caller.Schedule(gate, Wait);
        subject.OnNext(1);
        subject.OnNext(2);
        gate.Set();
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo((string[])["next 1", "timer", "next 2"]));
    }

    [Test]
    public async Task WhatAnElementLeavesBehind_DoesNotReachTheNext()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var subject = new Subject<int>();
        var local = new AsyncLocal<string?>();
        using var _ = subject
            .ObserveOn(caller)
            .Subscribe(value =>
            {
                _seen.Add($"{value} {local.Value} {SynchronizationContext.Current == caller.SynchronizationContext}");
                local.Value = "left behind";
                SynchronizationContext.SetSynchronizationContext(null);
            });
        caller.Schedule(gate, Wait);
        subject.OnNext(1);
        subject.OnNext(2);
        subject.OnNext(3);
        gate.Set();
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo((string[])["1  True", "2  True", "3  True"]));
    }

    [Test]
    public async Task Dispose_InTheMiddleOfARun_DropsTheRest()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var subject = new Subject<int>();
        using var subscription = new SingleAssignmentDisposable();
        subscription.Disposable = subject
            .ObserveOn(caller)
            .Subscribe(value =>
            {
                _seen.Add($"next {value}");
                if (value == 2)
                {
                    subscription.Dispose();
                }
            });
        caller.Schedule(gate, Wait);
        for (var i = 1; i < 100; i++)
        {
            subject.OnNext(i);
        }

        gate.Set();
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo((string[])["next 1", "next 2"]));
    }

    [Test]
    public async Task Throw_InTheMiddleOfARun_DropsTheRestAndTheCallerGoesOn()
    {
        await using var caller = Caller.StartNew();
        caller.UnhandledException += static (_, e) => e.Handled = true;
        using var gate = new ManualResetEventSlim();
        var subject = new Subject<int>();
        using var _ = subject
            .ObserveOn(caller)
            .Subscribe(value =>
            {
                _seen.Add($"next {value}");
                if (value == 2)
                {
                    throw new InvalidOperationException("Two.");
                }
            });
        caller.Schedule(gate, Wait);
        for (var i = 1; i < 100; i++)
        {
            subject.OnNext(i);
        }

        gate.Set();
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo((string[])["next 1", "next 2"]));
    }

    [Test]
    public async Task Stop_WithARunInTheQueue_DeliversWhatWasHandedOverAndThenTheError()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var subject = new Subject<int>();
        using var _ = subject.ObserveOn(caller).Subscribe(value => _seen.Add($"next {value}"), error => _seen.Add(error.GetType().Name));
        caller.Schedule(gate, Wait);
        subject.OnNext(1);
        subject.OnNext(2);
        subject.OnNext(3);
        caller.Stop();
        gate.Set();
        await caller.Stopped.AsTask().WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo((string[])["next 1", "next 2", "next 3", nameof(CallerStoppedException)]));
    }

    [Test]
    public async Task LongBacklog_OfReferences_ArrivesWholeAndIsNotKept()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        var subject = new Subject<object>();
        var received = 0;
        using var _ = subject.ObserveOn(caller).Subscribe(_ => received++);
        caller.Schedule(gate, Wait);
        var weak = Feed(subject);
        gate.Set();
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        GC.Collect();
        Assert.That(received, Is.EqualTo(weak.Length));
        Assert.That(weak.Count(static reference => reference.IsAlive), Is.Zero);
    }

    /// <summary>What one thread does is seen in its order, whatever the others do at the same time, and whether it goes through the sequence or the scheduler.</summary>
    [Test]
    public async Task Producers_ThatShareASequenceAndSchedule_EachKeepTheirOrder([Values(1, 3)] int threads)
    {
        const int steps = 20_000;
        await using var caller = Caller.StartNew();
        var subject = Subject.Synchronize(new Subject<(int Thread, int Step)>());
        var unsynchronized = new ConcurrentSource();
        var next = new int[threads];
        var wrong = new List<string>();
        void See(int thread, int step, string how)
        {
            if (next[thread]++ != step)
            {
                wrong.Add($"thread {thread}: {how} {step}, not {next[thread] - 1}");
            }
        }

        using var _ = subject.ObserveOn(caller).Subscribe(at => See(at.Thread, at.Step, "subject"));
        using var __ = unsynchronized.ObserveOn(caller).Subscribe(at => See(at.Thread, at.Step, "source"));
        await Task.WhenAll(
                Enumerable
                    .Range(0, threads)
                    .Select(thread =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                var random = new Random(thread);
                                for (var i = 0; i < steps; i++)
                                {
                                    var step = i;
                                    switch (random.Next(8))
                                    {
                                        case 0:
                                            caller.Schedule(
                                                0,
                                                (_, _) =>
                                                {
                                                    See(thread, step, "action");
                                                    return Disposable.Empty;
                                                }
                                            );
                                            break;
                                        case 1:
                                            subject.OnNext((thread, step));
                                            break;
                                        default:
                                            unsynchronized.Next((thread, step));
                                            break;
                                    }
                                }
                            },
                            Limit,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                    )
            )
            .WaitAsync(Limit);
        await caller.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        Assert.That(wrong.Take(5), Is.Empty);
        Assert.That(next, Is.All.EqualTo(steps));
    }

    private static WeakReference[] Feed(Subject<object> subject)
    {
        var weak = new WeakReference[5000];
        for (var i = 0; i < weak.Length; i++)
        {
            var value = new object();
            weak[i] = new WeakReference(value);
            subject.OnNext(value);
        }

        return weak;
    }

    private static IDisposable Wait(IScheduler scheduler, ManualResetEventSlim gate)
    {
        gate.Wait();
        return Disposable.Empty;
    }

    private void Note(Caller caller, string what) =>
        caller.Schedule(
            what,
            (_, what) =>
            {
                _seen.Add(what);
                return Disposable.Empty;
            }
        );

    /// <summary>Breaks the Rx grammar: its threads do not wait for each other.</summary>
    private sealed class ConcurrentSource : IObservable<(int Thread, int Step)>
    {
        private IObserver<(int Thread, int Step)>? _observer;

        public IDisposable Subscribe(IObserver<(int Thread, int Step)> observer)
        {
            _observer = observer;
            return Disposable.Empty;
        }

        internal void Next((int Thread, int Step) at) => _observer!.OnNext(at);
    }
}
