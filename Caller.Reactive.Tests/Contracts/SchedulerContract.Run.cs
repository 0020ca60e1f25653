using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive.Tests.Contracts;

/// <summary>C1 to C8, C12: what runs, with what, in which order.</summary>
public abstract partial class SchedulerContract
{
    [ThreadStatic]
    private static bool _insideSchedule;

    [Test]
    public void C1_NullAction_Throws()
    {
        Func<IScheduler, int, IDisposable> none = null!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Scheduler.Schedule(0, none), Throws.ArgumentNullException);
            Assert.That(() => Scheduler.Schedule(0, TimeSpan.Zero, none), Throws.ArgumentNullException);
            Assert.That(() => Scheduler.Schedule(0, TimeSpan.FromHours(1), none), Throws.ArgumentNullException);
            Assert.That(() => Scheduler.Schedule(0, DateTimeOffset.MinValue, none), Throws.ArgumentNullException);
            Assert.That(() => Scheduler.Schedule(0, DateTimeOffset.MaxValue, none), Throws.ArgumentNullException);
        }
    }

    [Test]
    public void C1_NullState_IsHandedOver()
    {
        var got = Signal<string?>();
        Scheduler.Schedule<string?>(null, Do<string?>(got.SetResult));
        Assert.That(Host.Await(got.Task), Is.Null);
    }

    [TestCaseSource(nameof(WaysToScheduleNow))]
    public void C2_Handle_IsThereAndMayBeDisposedAgainAndAgain(ScheduleNow way)
    {
        var ran = 0;
        var handle = way(Scheduler, () => ran++);
        Assert.That(handle, Is.Not.Null);
        Drain();
        handle.Dispose();
        Waiting.For(Waiting.OnOtherThread(handle.Dispose));
        handle.Dispose();
        Drain();
        Assert.That(ran, Is.EqualTo(1));
    }

    [TestCaseSource(nameof(WaysToScheduleNow))]
    public void C3_ScheduleFromAnItem_NeverRunsInline(ScheduleNow way)
    {
        var ran = false;
        var ranInside = OnCaller(() =>
        {
            way(Scheduler, () => ran = true);
            return ran;
        });
        Drain();
        Assert.That((ranInside, ran), Is.EqualTo((false, true)));
    }

    [TestCaseSource(nameof(WaysToScheduleNow))]
    public void C3_ScheduleFromOutside_NeverRunsInline(ScheduleNow way)
    {
        var inline = 0;
        for (var i = 0; i < 100; i++)
        {
            _insideSchedule = true;
            way(Scheduler, () => inline += _insideSchedule ? 1 : 0);
            _insideSchedule = false;
        }

        Drain();
        Assert.That(inline, Is.Zero);
    }

    [Test]
    public void C4_ItemThatRunsBeforeScheduleReturns_MayUseItsHandle()
    {
        var failed = 0;
        for (var i = 0; i < 1000; i++)
        {
            var handle = new SingleAssignmentDisposable();
            handle.Disposable = Scheduler.Schedule(handle, Do<SingleAssignmentDisposable>(own => own.Dispose()));
            Drain();
            failed += handle.IsDisposed ? 0 : 1;
        }

        Assert.That(failed, Is.Zero);
    }

    [Test]
    public void C5_ActionGetsItsStateAndTheSchedulerItself()
    {
        var state = new object();
        var got = new List<(IScheduler, object)>();
        var last = Signal();
        Scheduler.Schedule(state, Note);
        Scheduler.Schedule(state, TimeSpan.FromMilliseconds(1), Note);
        Scheduler.Schedule(state, Scheduler.Now.AddMilliseconds(1), Note);
        Host.RunUntil(last.Task);
        Assert.That(got, Is.EqualTo(Enumerable.Repeat((Scheduler, state), 3)));

        IDisposable Note(IScheduler self, object given)
        {
            got.Add((self, given));
            if (got.Count == 3)
            {
                last.SetResult();
            }

            return Disposable.Empty;
        }
    }

    [Test]
    public void C6_ManyProducers_EachItemRunsOnceAndAlone()
    {
        const int producers = 4;
        const int each = 2000;
        var runs = new int[producers * each];
        var inside = 0;
        var overlaps = 0;
        var producing = Enumerable
            .Range(0, producers)
            .Select(producer =>
                Waiting.OnOtherThread(() =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        Scheduler.Schedule((producer * each) + i, Do<int>(Run));
                    }
                })
            );
        Waiting.For(Task.WhenAll(producing));
        Drain();
        Assert.That((overlaps, runs.Count(static count => count != 1)), Is.EqualTo((0, 0)));

        void Run(int index)
        {
            overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
            runs[index]++;
            Interlocked.Decrement(ref inside);
        }
    }

    [Test]
    public void C7_EachThread_IsServedInOrder()
    {
        const int each = 2000;
        var order = new List<(int Producer, int Number)>();
        var producing = Enumerable
            .Range(0, 3)
            .Select(producer =>
                Waiting.OnOtherThread(() =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        Scheduler.Schedule((producer, i), Do<(int, int)>(order.Add));
                    }
                })
            );
        Waiting.For(Task.WhenAll(producing));
        Drain();
        var perProducer = order.GroupBy(static entry => entry.Producer, static entry => entry.Number);
        Assert.That(
            perProducer.Select(static numbers => numbers.SequenceEqual(Enumerable.Range(0, each))),
            Is.EqualTo(new[] { true, true, true })
        );
    }

    [Test]
    public void C7_AcrossThreads_OrderIsThatOfTheCalls()
    {
        var order = new List<int>();
        for (var i = 0; i < 200; i++)
        {
            var number = i;
            if (i % 2 == 0)
            {
                Scheduler.Schedule(() => order.Add(number));
            }
            else
            {
                Waiting.For(Task.Run(() => Scheduler.Schedule(() => order.Add(number))));
            }
        }

        Drain();
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 200)));
    }

    [Test]
    public void C7_InnerAndOuterWork_KeepTheOrderOfTheCalls()
    {
        NeedsThread();
        var order = new List<int>();
        OnCaller(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var number = i;
                if (i % 2 == 0)
                {
                    Scheduler.Schedule(() => order.Add(number));
                }
                else
                {
                    Waiting.For(Waiting.OnOtherThread(() => Scheduler.Schedule(() => order.Add(number))));
                }
            }
        });
        Drain();
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 200)));
    }

    [Test]
    public void C8_ZeroAndNegativeTimes_TakeTheirPlaceInTheQueue()
    {
        var order = new List<string>();
        OnCaller(() =>
        {
            Scheduler.Schedule("now", Do<string>(order.Add));
            Scheduler.Schedule("zero", TimeSpan.Zero, Do<string>(order.Add));
            Scheduler.Schedule("negative", TimeSpan.FromMinutes(-1), Do<string>(order.Add));
            Scheduler.Schedule("more negative", TimeSpan.MinValue, Do<string>(order.Add));
            Scheduler.Schedule("past", DateTimeOffset.UnixEpoch, Do<string>(order.Add));
            Scheduler.Schedule("last", Do<string>(order.Add));
        });
        Drain();
        Assert.That(order, Is.EqualTo(new[] { "now", "zero", "negative", "more negative", "past", "last" }));
    }

    [Test]
    public void C12_WorkFromAnItem_ComesAfterWhatWasQueued()
    {
        var order = new ConcurrentQueue<int>();
        OnCaller(() =>
        {
            Scheduler.Schedule(() =>
            {
                order.Enqueue(1);
                Scheduler.Schedule(() => order.Enqueue(3));
            });
            Scheduler.Schedule(() => order.Enqueue(2));
        });
        Drain();
        Drain();
        Assert.That(order, Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void C12_AMillionRecursions_UseNoStack()
    {
        const int count = 1_000_000;
        var done = Signal<int>();
        Scheduler.Schedule(0, Step);
        Assert.That(Host.Await(done.Task), Is.EqualTo(count));

        IDisposable Step(IScheduler self, int number)
        {
            if (number == count)
            {
                done.SetResult(number);
                return Disposable.Empty;
            }

            return self.Schedule(number + 1, Step);
        }
    }
}
