using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.Backends;

/// <summary>Backends made from what others have.</summary>
public sealed class GuestBackendTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task AContext_IsCurrent_AndGetsWhatComesAfterAnAwait()
    {
        await using var caller = Caller.StartNew("host");
        var context = new CountingContext(caller.SynchronizationContext);
        var backend = CallerBackend.From(context);

        var call = caller.CallUsingBackend(
            backend,
            async () =>
            {
                var before = (SynchronizationContext.Current, CallerBackend.Current);
                await Task.Yield();
                return (before, Caller.Current, Thread.CurrentThread == caller.Thread);
            }
        );

        Assert.That(await call.WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo(((context, backend), caller, true)));
        Assert.That(context.Posts, Is.EqualTo(1));
        Assert.That(CallerBackend.From(context), Is.SameAs(backend));
        Assert.That(
            await caller.CallSoon(static () => CallerBackend.Current),
            Is.SameAs(CallerBackend.Async),
            "what comes next is not touched"
        );
    }

    [Test]
    public async Task AContextThatDropsEverything_DoesNotKeepTheCallFromBeingAbandoned()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.FromMilliseconds(50) });
        var started = new PendingSource<int>();
        var call = caller.CallUsingBackend(
            CallerBackend.From(new CountingContext(null)),
            async () =>
            {
                started.TrySetResult(1);
                await Task.Yield();
            }
        );
        await started.Pending;

        await caller.DisposeAsync();

        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task AContextThatDropsEverything_DoesNotKeepACallFromItsEnd()
    {
        await using var caller = Caller.StartNew("host");
        var source = new TaskCompletionSource<int>();
        var call = caller.CallUsingBackend(CallerBackend.From(new CountingContext(null)), () => source.Task);
        await caller.CallSoon(static () => { }).InTime();
        source.SetResult(7);
        Assert.That(await call.InTime(), Is.EqualTo(7));
    }

    private static IEnumerable<TestCaseData> Machineries() =>
        new (string, Func<CallerBackend>)[]
        {
            ("exclusive", static () => CallerBackend.From(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler)),
            ("pool", static () => CallerBackend.From(TaskScheduler.Default)),
            ("event loop", static () => CallerBackend.From(new EventLoopScheduler())),
            ("task pool", static () => CallerBackend.From(TaskPoolScheduler.Default)),
            ("immediate", static () => CallerBackend.From(ImmediateScheduler.Instance)),
        }.Select(static made => new TestCaseData(made.Item2).SetArgDisplayNames(made.Item1));

    [TestCaseSource(nameof(Machineries))]
    public async Task AScheduler_IsAGuestOfTheSameThread(Func<CallerBackend> make)
    {
        await using var caller = Caller.StartNew("host");
        var backend = make();

        var call = caller.CallUsingBackend(
            backend,
            async () =>
            {
                List<(Caller, bool, CallerBackend?)> seen = [];
                for (var i = 0; i < 3; i++)
                {
                    seen.Add((Caller.Current, Thread.CurrentThread == caller.Thread, CallerBackend.Current));
                    await Task.Yield();
                }

                return seen;
            }
        );

        Assert.That(await call.WaitAsync(TimeSpan.FromSeconds(20)), Has.Exactly(3).EqualTo((caller, true, backend)));
    }

    [TestCaseSource(nameof(Machineries))]
    public async Task Cancel_WakesAGuest_ThatNothingElseWouldWake(Func<CallerBackend> make)
    {
        await using var caller = Caller.StartNew("host");
        var started = new PendingSource<int>();
        Caller? cleanedUpOn = null;
        var call = caller.CallUsingBackend(
            make(),
            async token =>
            {
                started.TrySetResult(1);
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    cleanedUpOn = Caller.Current;
                }
            },
            Limit
        );
        await started.Pending;

        await call.CancelAsync("enough", TimeSpan.FromSeconds(20));

        Assert.That((call.Status, cleanedUpOn), Is.EqualTo((PendingStatus.Cancelled, caller)));
    }

    [TestCaseSource(nameof(Machineries))]
    public async Task Stop_EndsGuests(Func<CallerBackend> make)
    {
        var caller = Caller.StartNew("host");
        var call = caller.CallUsingBackend(make(), static token => Task.Delay(Timeout.Infinite, token), Limit);

        await caller.DisposeAsync();

        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task ADeadScheduler_IsPassedOver()
    {
        await using var caller = Caller.StartNew("host");
        var scheduler = new EventLoopScheduler();
        scheduler.Dispose();

        var call = caller.CallUsingBackend(
            CallerBackend.From(scheduler),
            async () =>
            {
                await Task.Yield();
                return Caller.Current;
            }
        );

        Assert.That(await call.WaitAsync(TimeSpan.FromSeconds(20)), Is.SameAs(caller));
    }

    [Test]
    public async Task ADeadTaskScheduler_IsPassedOver()
    {
        await using var caller = Caller.StartNew("host");
        var machinery = new CountingScheduler { IsDead = true };
        var call = caller.CallUsingBackend(
            CallerBackend.From(machinery),
            async () =>
            {
                await Task.Yield();
                return Caller.Current;
            }
        );

        Assert.That(await call.InTime(), Is.SameAs(caller));
        Assert.That(machinery.Turns, Is.EqualTo(1), "it was asked");
    }

    [Test]
    public async Task WhatComesAfterAnAwait_TakesItsTurnInTheMachineryFirst()
    {
        await using var caller = Caller.StartNew("host");
        var tasks = new CountingScheduler();
        var rx = new CountingRxScheduler();
        foreach (
            var (backend, turns) in new (CallerBackend, Func<int>)[]
            {
                (CallerBackend.From(tasks), () => tasks.Turns),
                (CallerBackend.From(rx), () => rx.Turns),
            }
        )
        {
            var call = caller.CallUsingBackend(
                backend,
                async () =>
                {
                    var before = turns();
                    await Task.Yield();
                    return (before, turns(), Thread.CurrentThread == caller.Thread);
                }
            );
            Assert.That(await call.InTime(), Is.EqualTo((0, 1, true)), backend.Name);
        }
    }

    [Test]
    public void TheSameMachinery_IsTheSameBackend()
    {
        var (tasks, rx, context) = (new CountingScheduler(), new CountingRxScheduler(), new CountingContext(null));
        CallerBackend[] first = [CallerBackend.From(tasks), CallerBackend.From(rx), CallerBackend.From(context)];
        CallerBackend[] again = [CallerBackend.From(tasks), CallerBackend.From(rx), CallerBackend.From(context)];
        Assert.That(again, Is.EqualTo(first).Using<CallerBackend>(ReferenceEquals));
        Assert.That(CallerBackend.From(new CountingScheduler()), Is.Not.SameAs(first[0]));
        Assert.That(
            first.Select(static backend => $"{backend}"),
            Is.EqualTo([nameof(CountingScheduler), nameof(CountingRxScheduler), nameof(CountingContext)])
        );
    }

    [Test]
    public async Task ACallerWithABackend_HandsItToItsChildren()
    {
        var backend = CallerBackend.From(TaskPoolScheduler.Default);
        await using var caller = Caller.StartNew(new CallerOptions { Backend = backend });

        var seen = await caller.Get("child").CallSoon(static () => CallerBackend.Current);
        var worker = await caller.ToThread(static () => CallerBackend.Current);
        var scheduled = new PendingSource<CallerBackend?>();
        caller.Schedule(() => scheduled.TrySetResult(CallerBackend.Current));

        Assert.That((seen, worker, await scheduled.Pending), Is.EqualTo((backend, backend, backend)));
        Assert.That(() => caller.Get(new CallerOptions { Name = "child", Backend = CallerBackend.Rx }), Throws.InvalidOperationException);
    }

    [Test]
    public async Task TwoBackends_InOneCaller_DoNotMeet()
    {
        await using var caller = Caller.StartNew("host");
        var (a, b) = (CallerBackend.From(TaskPoolScheduler.Default), CallerBackend.From(new EventLoopScheduler()));
        async Task<List<CallerBackend?>> Look()
        {
            List<CallerBackend?> seen = [];
            for (var i = 0; i < 50; i++)
            {
                seen.Add(CallerBackend.Current);
                await Task.Yield();
            }

            return [.. seen.Distinct()];
        }

        var calls = new[] { caller.CallUsingBackend(a, Look), caller.CallUsingBackend(b, Look), caller.CallSoon(Look) };

        Assert.That(await calls[0], Is.EqualTo([a]));
        Assert.That(await calls[1], Is.EqualTo([b]));
        Assert.That(await calls[2], Is.EqualTo([CallerBackend.Async]));
    }

    [Test]
    public void AVirtualSchedulerAsBackend_OfAVirtualCaller_TakesTurnsOnItsClock()
    {
        var clock = new TestScheduler();
        var caller = Caller.Attach(CallerHost.From(clock));
        var call = caller.CallUsingBackend(
            CallerBackend.From(clock),
            async () =>
            {
                await Task.Yield();
                return clock.Clock;
            }
        );

        Assert.That(caller.RunUntil(call), Is.EqualTo(3), "one tick for the call, one in the guest's queue, one home");
    }

    private sealed class CountingScheduler : TaskScheduler
    {
        internal int Turns;

        internal bool IsDead { get; init; }

        protected override void QueueTask(Task task)
        {
            Interlocked.Increment(ref Turns);
            ObjectDisposedException.ThrowIf(IsDead, this);
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private sealed class CountingRxScheduler : IScheduler
    {
        internal int Turns;

        public DateTimeOffset Now => TaskPoolScheduler.Default.Now;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
        {
            Interlocked.Increment(ref Turns);
            return TaskPoolScheduler.Default.Schedule(state, action);
        }

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
            throw new NotSupportedException();

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            throw new NotSupportedException();
    }

    private sealed class CountingContext(SynchronizationContext? inner) : SynchronizationContext
    {
        internal int Posts;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref Posts);
            inner?.Post(
                _ =>
                {
                    var before = Current;
                    SetSynchronizationContext(this);
                    d(state);
                    SetSynchronizationContext(before);
                },
                null
            );
        }
    }
}
