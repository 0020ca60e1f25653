using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Issues;

/// <summary>What is known to be wrong with the timers of <c>EventLoopScheduler</c>.</summary>
public sealed partial class EventLoopSchedulerDefects
{
    /// <summary>Its timer truncates to milliseconds and nobody looks at the clock again: up to 0.74 ms early.</summary>
    [Test]
    public void Defect01_TimedWork_IsNotEarly()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var delay = TimeSpan.FromTicks(59_000);
        var spare = new List<TimeSpan>();
        for (var i = 0; i < 50; i++)
        {
            var ran = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            var started = TimeProvider.System.GetTimestamp();
            host.Caller.Schedule(delay, () => ran.SetResult(TimeProvider.System.GetElapsedTime(started)));
            spare.Add(host.Await(ran.Task) - delay);
        }

        Assert.That(spare.Min(), Is.GreaterThanOrEqualTo(TimeSpan.Zero));
    }

    /// <summary>Its timers are the thread pool's: with the pool starved they do not come, though the loop is idle.</summary>
    [Test]
    [NonParallelizable]
    public void Defect02_StarvedThreadPool_DoesNotHoldUpTimers()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var release = new TaskCompletionSource();
        var blocked = new List<Task>();
        using var fired = new ManualResetEventSlim();
        try
        {
            for (var i = 0; i < 64; i++)
            {
                blocked.Add(Task.Run(release.Task.Wait));
            }

            host.Caller.Schedule(TimeSpan.FromMilliseconds(20), fired.Set);
            var inTime = fired.Wait(TimeSpan.FromSeconds(20));
            Assert.That((inTime, ThreadPool.PendingWorkItemCount > 0), Is.EqualTo((true, true)), "fired while the pool was still starved");
        }
        finally
        {
            release.SetResult();
            Waiting.For(Task.WhenAll(blocked));
        }
    }

    /// <summary>60 days: an exception on its thread that kills the process. TimeSpan.MaxValue: an OverflowException.</summary>
    [Test]
    public void Defect03_LongTimes_AreAccepted()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        foreach (var time in (TimeSpan[])[TimeSpan.FromDays(24.9), TimeSpan.FromDays(49.8), TimeSpan.FromDays(60), TimeSpan.MaxValue])
        {
            // Alone in the timers, so that the loop really goes to sleep for it.
            using var handle = host.Caller.Schedule(time, static () => { });
            host.Await(host.Caller.CallLater(TimeSpan.FromMilliseconds(2), static () => { }).AsTask());
        }

        Assert.That(host.Caller.IsRunning, Is.True);
    }

    /// <summary>A due timer waits for the whole batch that is ready, and for what is scheduled after it was due.</summary>
    [Test]
    public void Defect04_DueTimer_DoesNotWaitForTheBatch()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var ranAfter = host.Caller.CallSoon(() =>
        {
            var items = 0;
            var result = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Caller.Schedule(TimeSpan.FromMilliseconds(5), () => result.SetResult(items));
            for (var i = 0; i < 100; i++)
            {
                host.Caller.Schedule(() =>
                {
                    items++;
                    Spin(TimeSpan.FromMilliseconds(1));
                });
            }

            return result.Task;
        });
        Assert.That(host.Await(ranAfter.AsTask()), Is.LessThanOrEqualTo(6));
    }

    /// <summary>Cancelled timed work stays in its queue until it would have been due, absolute work in a static one.</summary>
    [Test]
    public void Defect05_CancelledTimers_AreGoneAtOnce()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var timers = new List<TimedItem>();
        for (var i = 0; i < 1000; i++)
        {
            var relative = host.Caller.Schedule(TimeSpan.FromHours(1), static () => { });
            var absolute = host.Caller.Schedule(host.Caller.Now.AddHours(1), static () => { });
            relative.Dispose();
            absolute.Dispose();
            timers.AddRange([(TimedItem)relative, (TimedItem)absolute]);
        }

        Assert.That(timers.Select(static timer => timer.HeapIndex), Is.All.EqualTo(TimedItem.NotWaiting));
    }

    /// <summary>All absolute schedules of the process go through one static lock, under which foreign code runs.</summary>
    [Test]
    public void Defect09_CallersShareNoLock()
    {
        using var blocked = new OwnThreadHost(new CallerOptions());
        using var free = new OwnThreadHost(new CallerOptions());
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        blocked.Caller.Schedule(
            blocked.Caller.Now.AddMilliseconds(1),
            () =>
            {
                entered.SetResult();
                release.Wait();
            }
        );
        Waiting.For(entered.Task);
        var ran = new TaskCompletionSource();
        free.Caller.Schedule(free.Caller.Now.AddMilliseconds(1), ran.SetResult);
        Assert.That(() => free.RunUntil(ran.Task), Throws.Nothing);
        release.Set();
    }

    /// <summary>Removing from its queue searches it: a removal from the middle of many takes time in proportion to their number.</summary>
    [Test]
    public void Defect12_Removal_IsNotASearch()
    {
        var few = CostOfRemovals(1_000);
        var many = CostOfRemovals(64_000);

        // 64 times as many; a search would be about 64 times slower for each, a heap less than twice. Much room for a busy machine.
        Assert.That(many, Is.LessThan(few * 16));

        static double CostOfRemovals(int count)
        {
            var best = double.MaxValue;
            for (var round = 0; round < 5; round++)
            {
                var heap = new TimerHeap();
                var items = Enumerable.Range(0, count).Select(i => new Item { Due = i, Sequence = i }).ToList();
                items.ForEach(heap.Insert);
                var started = TimeProvider.System.GetTimestamp();
                for (var i = 0; i < 500; i++)
                {
                    heap.Remove(items[(count / 2) + (i % (count / 4))]);
                }

                best = Math.Min(best, TimeProvider.System.GetElapsedTime(started).Ticks + 1);
            }

            return best;
        }
    }

    private static void Spin(TimeSpan time)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < time)
        {
            Thread.SpinWait(20);
        }
    }

    private sealed class Item : TimedItem
    {
        internal override void Run(Loop loop) { }
    }
}
