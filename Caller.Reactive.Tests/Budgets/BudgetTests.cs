using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Budgets;

/// <summary>What an operation may allocate at most, both threads together. A byte more is a regression, or a decision that has to be written down.</summary>
public sealed class BudgetTests
{
    private const int N = 1000;

    private readonly ManualResetEventSlim _gate = new();
    private readonly SemaphoreSlim _held = new(0);
    private Caller _caller = null!;

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public void SetUp() => _caller = Caller.StartNew();

    [TearDown]
    public async Task TearDown()
    {
        _gate.Set();
        await _caller.DisposeAsync();
        _gate.Dispose();
        _held.Dispose();
    }

    [Test]
    public void Schedule_Immediate_Allocates56BytesAtMost()
    {
        var scheduled = Allocation.Of(_caller, ScheduleMany);
        Assert.That(scheduled.Here, Is.LessThanOrEqualTo(56 * N));
        Assert.That(scheduled.OnLoop, Is.Zero);
    }

    [Test]
    public void Schedule_WithAReferenceAsState_Allocates56BytesAtMost()
    {
        var scheduled = Allocation.Of(
            _caller,
            () =>
            {
                for (var i = 0; i < N; i++)
                {
                    _caller.Schedule(this, static (_, _) => Disposable.Empty);
                }
            }
        );
        Assert.That(scheduled.Total, Is.LessThanOrEqualTo(56 * N));
    }

    [Test]
    public void Schedule_FromItsOwnAction_Allocates56BytesAtMost()
    {
        var rescheduled = Allocation.Of(_caller, () => RunToEnd(StartCountdown));
        Assert.That(rescheduled.OnLoop, Is.LessThanOrEqualTo(56 * N));
    }

    [Test]
    public void Schedule_TimedAndDisposed_Allocates88BytesAtMost()
    {
        var timed = Allocation.Of(
            _caller,
            () =>
            {
                for (var i = 0; i < N; i++)
                {
                    _caller.Schedule(0, TimeSpan.FromHours(1), static (_, _) => Disposable.Empty).Dispose();
                }
            }
        );
        Assert.That(timed.Total, Is.LessThanOrEqualTo(88 * N));
    }

    [Test]
    public void Schedule_TimedAndDisposed_KeepsNothing([Values(1, 2, 5)] int timers)
    {
        var (handles, states) = Arm(timers);
        DisposeAll(handles);
        GC.Collect();
        Assert.That(states.Count(static state => state.IsAlive), Is.Zero, "states");
        Assert.That(handles.Count(static handle => handle.IsAlive), Is.Zero, "handles");
    }

    [Test]
    public void ObserveOn_BacklogOfOneSource_Allocates4BytesAnElementAtMost()
    {
        var subject = new Subject<int>();
        using var _ = subject.ObserveOn(_caller).Subscribe(static _ => { });
        var observed = Allocation.Of(
            _caller,
            () =>
                Behind(() =>
                {
                    for (var i = 0; i < 100 * N; i++)
                    {
                        subject.OnNext(i);
                    }
                })
        );
        Assert.That(observed.Total, Is.LessThanOrEqualTo(4.05 * 100 * N), observed.ToString());
    }

    [Test]
    public void ObserveOn_SteadyStream_AllocatesNothing()
    {
        var subject = new Subject<int>();
        using var _ = subject.ObserveOn(_caller).Subscribe(static _ => { });
        void Stream()
        {
            for (var burst = 0; burst < 100; burst++)
            {
                Behind(() =>
                {
                    for (var i = 0; i < 100; i++)
                    {
                        subject.OnNext(i);
                    }
                });
            }
        }

        var empty = Allocation.Of(
            _caller,
            () =>
            {
                for (var burst = 0; burst < 100; burst++)
                {
                    Behind(static () => { });
                }
            }
        );
        Stream();
        var observed = Allocation.Of(_caller, Stream);
        Assert.That((observed.Total - empty.Total) / (100.0 * 100), Is.LessThanOrEqualTo(4));
    }

    [Test]
    public void ObserveOn_SourcesThatTakeTurns_AllocateNothingForShortBacklogs()
    {
        var (left, right) = (new Subject<int>(), new Subject<int>());
        using var _ = left.ObserveOn(_caller).Subscribe(static _ => { });
        using var __ = right.ObserveOn(_caller).Subscribe(static _ => { });
        var nothing = Allocation.Of(_caller, () => Behind(static () => { }));
        void TakeTurns() =>
            Behind(() =>
            {
                for (var i = 0; i < 100; i++)
                {
                    left.OnNext(i);
                    right.OnNext(i);
                }
            });
        TakeTurns();
        var observed = Allocation.Of(_caller, TakeTurns);
        Assert.That(observed.Total - nothing.Total, Is.LessThanOrEqualTo(4 * 200));
    }

    [Test]
    public void Create_Allocates2048BytesAtMost()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Caller.Create();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.LessThanOrEqualTo(2048));
    }

    [Test]
    public void CallSoon_Allocates80BytesAtMost()
    {
        var called = Allocation.Of(
            _caller,
            () =>
            {
                for (var i = 0; i < N; i++)
                {
                    _caller.CallSoon(static () => 1);
                }
            }
        );
        Assert.That(called.Total, Is.LessThanOrEqualTo(80 * N));
    }

    [Test]
    public void CallSoon_AwaitedOneByOneOnTheCaller_Allocates80BytesAtMost()
    {
        var called = Allocation.Of(
            _caller,
            () =>
                _caller
                    .CallSoon(async () =>
                    {
                        for (var i = 0; i < N; i++)
                        {
                            await _caller.CallSoon(static () => 1);
                        }
                    })
                    .Wait(TimeSpan.FromSeconds(25))
        );

        // The outer call is one of them.
        Assert.That(called.OnLoop, Is.LessThanOrEqualTo((80 * N) + 1024));
    }

    [Test]
    public void Post_InSteadyState_AllocatesNothing()
    {
        void PostMany() =>
            Behind(() =>
            {
                for (var i = 0; i < 200; i++)
                {
                    _caller.SynchronizationContext.Post(static _ => { }, null);
                }
            });
        var nothing = Allocation.Of(_caller, () => Behind(static () => { }));
        PostMany();
        PostMany();
        var posted = Allocation.Of(_caller, PostMany);
        Assert.That(posted.Total - nothing.Total, Is.LessThanOrEqualTo(200), "less than an item among all of them");
    }

    [Test]
    public void Post_OnTheCallerItself_AllocatesNothing()
    {
        long bytes = -1;
        void Post(int left)
        {
            if (left == N)
            {
                bytes = GC.GetAllocatedBytesForCurrentThread();
            }

            if (left == 0)
            {
                bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                _gate.Set();
                return;
            }

            _left = left - 1;
            _caller.SynchronizationContext.Post(_post!, null);
        }

        _post = _ => Post(_left);
        _left = N + 10;
        _caller.SynchronizationContext.Post(_post, null);
        _gate.Wait(Limit);
        Assert.That(bytes, Is.Zero);
    }

    [Test]
    public void PeriodicTick_AllocatesNothing([Values(0, 1)] int milliseconds)
    {
        long first = 0;
        long last = 0;
        using (
            _caller.SchedulePeriodic(
                0,
                TimeSpan.FromMilliseconds(milliseconds),
                ticks =>
                {
                    switch (ticks)
                    {
                        case 5:
                            first = GC.GetAllocatedBytesForCurrentThread();
                            break;
                        case 30:
                            last = GC.GetAllocatedBytesForCurrentThread();
                            _gate.Set();
                            break;
                    }

                    return ticks + 1;
                }
            )
        )
        {
            _gate.Wait(Limit);
        }

        Assert.That(last - first, Is.Zero);
    }

    private SendOrPostCallback? _post;
    private int _left;

    private void ScheduleMany()
    {
        for (var i = 0; i < N; i++)
        {
            _caller.Schedule(i, static (_, _) => Disposable.Empty);
        }
    }

    private void StartCountdown()
    {
        _left = N;
        _caller.Schedule(this, Step);
    }

    private static readonly Func<IScheduler, BudgetTests, IDisposable> Step = static (scheduler, test) =>
    {
        if (--test._left == 0)
        {
            test._gate.Set();
        }
        else
        {
            scheduler.Schedule(test, Step!);
        }

        return Disposable.Empty;
    };

    private void RunToEnd(Action start)
    {
        _gate.Reset();
        start();
        _gate.Wait(Limit);
    }

    /// <summary>All that is queued meanwhile waits until the last of it is queued: how fast the two threads are does not matter.</summary>
    private void Behind(Action queue)
    {
        _gate.Reset();
        _caller.Schedule(
            this,
            static (_, test) =>
            {
                test._held.Release();
                test._gate.Wait();
                return Disposable.Empty;
            }
        );

        // Else the loop could take what comes first together with the action above, and a run would be cut there.
        _held.Wait(Limit);
        queue();
        _gate.Set();
        Drain();
    }

    private void Drain()
    {
        using var drained = new SemaphoreSlim(0);
        _caller.Schedule(
            drained,
            static (_, drained) =>
            {
                drained.Release();
                return Disposable.Empty;
            }
        );
        drained.Wait(Limit);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DisposeAll(WeakReference[] handles)
    {
        foreach (var handle in handles)
        {
            ((IDisposable)handle.Target!).Dispose();
        }
    }

    // Not inlined: a local of the test would keep them alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference[] Handles, WeakReference[] States) Arm(int timers)
    {
        var handles = new WeakReference[timers];
        var states = new WeakReference[timers];
        for (var i = 0; i < timers; i++)
        {
            var state = new object();
            states[i] = new WeakReference(state);
            handles[i] = new WeakReference(_caller.Schedule(state, TimeSpan.FromHours(1 + i), static (_, _) => Disposable.Empty));
        }

        return (handles, states);
    }
}
