using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Contracts;

/// <summary>C13 to C19: what a handle does, and when.</summary>
public abstract partial class SchedulerContract
{
    [TestCaseSource(nameof(WaysToScheduleNow))]
    public void C13_DisposedBeforeItsTurn_NeverRuns(ScheduleNow way)
    {
        var ran = false;
        OnCaller(() => way(Scheduler, () => ran = true).Dispose());
        Drain();
        Assert.That(ran, Is.False);
    }

    [Test]
    public void C13_DisposedByAnItemOfTheSameBatch_NeverRuns()
    {
        var ran = new List<int>();
        OnCaller(() =>
        {
            var second = Disposable.Empty;
            Scheduler.Schedule(() =>
            {
                ran.Add(1);
                second.Dispose();
            });
            second = Scheduler.Schedule(() => ran.Add(2));
            Scheduler.Schedule(() => ran.Add(3));
        });
        Drain();
        Assert.That(ran, Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public void C13_DisposedElsewhereBeforeItsTurn_NeverRuns()
    {
        NeedsThread();
        var ran = 0;
        using var release = new ManualResetEventSlim();
        Scheduler.Schedule(() => release.Wait());
        for (var i = 0; i < 100; i++)
        {
            Scheduler.Schedule(() => ran++).Dispose();
        }

        release.Set();
        Drain();
        Assert.That(ran, Is.Zero);
    }

    [Test]
    public void C13_TimedAndDisposed_NeverRuns()
    {
        var ran = 0;
        var later = Signal();
        OnCaller(() =>
        {
            Scheduler.Schedule(TimeSpan.FromMilliseconds(5), () => ran++).Dispose();
            Scheduler.Schedule(Scheduler.Now.AddMilliseconds(5), () => ran++).Dispose();
            Scheduler.Schedule(TimeSpan.FromMilliseconds(15), later.SetResult);
        });
        Host.RunUntil(later.Task);
        Assert.That(ran, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(1)]
    public void C14_DisposedInFlight_DisposesWhatTheActionReturns(int delay)
    {
        var inside = true;
        var returned = new BooleanDisposable();
        var finished = Signal();
        OnCaller(() =>
        {
            var handle = new SingleAssignmentDisposable();
            handle.Disposable = Scheduler.Schedule(
                0,
                TimeSpan.FromMilliseconds(delay),
                (_, _) =>
                {
                    handle.Dispose();
                    inside = returned.IsDisposed;
                    Scheduler.Schedule(finished.SetResult);
                    return returned;
                }
            );
        });
        Host.RunUntil(finished.Task);
        Assert.That((inside, returned.IsDisposed), Is.EqualTo((false, true)));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void C15_DisposedAfterTheRun_DisposesWhatTheActionReturnedOnce(int delay)
    {
        var disposals = 0;
        var ran = Signal();
        var handle = Scheduler.Schedule(
            0,
            TimeSpan.FromMilliseconds(delay),
            (_, _) =>
            {
                ran.SetResult();
                return new CountedDisposable(() => disposals++);
            }
        );
        Host.RunUntil(ran.Task);
        Drain();
        var before = disposals;
        handle.Dispose();
        handle.Dispose();
        Assert.That((before, disposals), Is.EqualTo((0, 1)));
    }

    [Test]
    public void C16_ActionThatReturnsNull_IsTolerated()
    {
        var handle = Scheduler.Schedule<int>(0, (_, _) => null!);
        var timed = Signal();
        var later = Scheduler.Schedule<int>(
            0,
            TimeSpan.FromMilliseconds(1),
            (_, _) =>
            {
                timed.SetResult();
                return null!;
            }
        );
        Host.RunUntil(timed.Task);
        Drain();
        Assert.That(
            () =>
            {
                handle.Dispose();
                later.Dispose();
            },
            Throws.Nothing
        );
    }

    [Test]
    public void C17_AMillionChainedHandles_AreDisposedWithoutRecursion()
    {
        const int length = 1_000_000;
        var end = new BooleanDisposable();
        var done = Signal();
        var handle = Scheduler.Schedule(0, Step);
        Host.RunUntil(done.Task);
        Drain();
        var before = end.IsDisposed;
        handle.Dispose();
        Assert.That((before, end.IsDisposed), Is.EqualTo((false, true)));

        IDisposable Step(IScheduler self, int number)
        {
            if (number == length)
            {
                done.SetResult();
                return end;
            }

            return self.Schedule(number + 1, Step);
        }
    }

    [Test]
    public void C18_CancelledTimedWork_DropsItsStateAtOnce()
    {
        var references = ScheduleAndCancel(100, out var handles);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(references.Count(static reference => reference.IsAlive), Is.Zero);
        GC.KeepAlive(handles);
        GC.KeepAlive(Host);
    }

    [Test]
    public void C19_StaleHandle_HitsNoOtherItem()
    {
        var stale = new List<IDisposable>();
        var ran = 0;
        for (var i = 0; i < 100; i++)
        {
            stale.Add(Scheduler.Schedule(() => { }));
            Drain();
            var fresh = Scheduler.Schedule(() => ran++);
            stale.ForEach(static handle => handle.Dispose());
            stale.Add(fresh);
            Drain();
        }

        // A fresh item may be disposed only by its own handle, and that one is stale by the time it is disposed.
        Assert.That((ran, stale.Distinct(ReferenceEqualityComparer.Instance).Count()), Is.EqualTo((100, 200)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<WeakReference> ScheduleAndCancel(int count, out List<IDisposable> handles)
    {
        List<WeakReference> references = [];
        handles = [];
        for (var i = 0; i < count; i++)
        {
            var state = new object();
            references.Add(new WeakReference(state));
            var handle =
                i % 2 == 0
                    ? Scheduler.Schedule(state, TimeSpan.FromHours(1), Do<object>(static _ => { }))
                    : Scheduler.Schedule(state, Scheduler.Now.AddHours(1), Do<object>(static _ => { }));
            handle.Dispose();
            handles.Add(handle);
        }

        return references;
    }

    private sealed class CountedDisposable(Action disposed) : IDisposable
    {
        public void Dispose() => disposed();
    }
}
