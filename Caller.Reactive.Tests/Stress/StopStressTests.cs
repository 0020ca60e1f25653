using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Stress;

/// <summary>A stop against everything that is handed over at the same time: what was accepted ends, once, and nothing hangs.</summary>
public sealed class StopStressTests
{
    [Test]
    public void StopAgainstProducers_EveryPendingEnds()
    {
        for (var round = 0; round < 60; round++)
        {
            var caller = Caller.StartNew(new CallerOptions { Name = $"round {round}" });
            using var go = new Barrier(4);
            var producing = new[]
            {
                Produce(go, i => caller.CallSoon(() => i)),
                Produce(go, i => caller.CallLater(TimeSpan.FromTicks(i * 100), () => i)),
                Produce(
                    go,
                    i =>
                        caller.CallSoon(async () =>
                        {
                            await Task.Yield();
                            await Task.Delay(TimeSpan.FromTicks(i), caller.TimeProvider);
                            return i;
                        })
                ),
            };
            go.SignalAndWait();
            Thread.SpinWait(round * 500);
            Waiting.ForEnd(caller);
            var pendings = producing.SelectMany(static task => Waiting.For(task)).ToList();
            Waiting.For(Task.WhenAll(pendings.Select(static pending => pending.WhenDone())));
            var outcomes = pendings.Select(static pending => pending.Status).ToHashSet();
            Assert.That(outcomes, Is.SubsetOf(new[] { PendingStatus.Succeeded, PendingStatus.Cancelled }));
        }
    }

    [Test]
    public void StopAgainstSchedules_EachIsRefusedOrRunsOnceOrIsDropped()
    {
        for (var round = 0; round < 60; round++)
        {
            var caller = Caller.StartNew();
            var runs = new int[600];
            using var go = new Barrier(4);
            var scheduling = Enumerable
                .Range(0, 3)
                .Select(producer =>
                    Waiting.OnOtherThread(() =>
                    {
                        go.SignalAndWait();
                        var accepted = 0;
                        try
                        {
                            for (var i = 0; i < 200; i++)
                            {
                                var index = (producer * 200) + i;
                                using var handle = caller.Schedule(TimeSpan.FromTicks(producer * i), () => runs[index]++);
                                accepted++;
                                if (i % 3 == 0)
                                {
                                    caller.Schedule(() => { });
                                }
                            }
                        }
                        catch (ObjectDisposedException)
                        {
                            // the rest comes too late
                        }

                        return accepted;
                    })
                )
                .ToList();
            go.SignalAndWait();
            Thread.SpinWait(round * 300);
            Waiting.ForEnd(caller);
            scheduling.ForEach(static task => Waiting.For(task));
            Assert.That(runs.Max(), Is.LessThanOrEqualTo(1));
        }
    }

    [Test]
    public void StopFromManyThreadsWithChildren_AllStop()
    {
        for (var round = 0; round < 30; round++)
        {
            var root = Caller.StartNew();
            var children = Enumerable.Range(0, 3).Select(i => root.Get($"child {i}")).ToList();
            var grandchild = children[0].Get("grandchild");
            var work = root.ToThread(() => 7);
            using var go = new Barrier(3);
            var stopping = new[] { root, children[1], grandchild }
                .Select(caller =>
                    Waiting.OnOtherThread(() =>
                    {
                        go.SignalAndWait();
                        caller.Stop();
                    })
                )
                .ToList();
            Waiting.For(Task.WhenAll(stopping));
            Waiting.For(root.Stopped.AsTask());
            Waiting.For(work.WhenDone());
            Assert.That(children.Append(grandchild).Select(static caller => caller.State), Is.All.EqualTo(CallerState.Stopped));
        }
    }

    [Test]
    public void StopOfAPeriodicSeries_EndsIt()
    {
        for (var round = 0; round < 50; round++)
        {
            var caller = Caller.StartNew();
            var ticks = 0;
            using var series = caller.SchedulePeriodic(0, TimeSpan.FromTicks(round), state => ticks++);
            Thread.SpinWait(round * 100);
            Waiting.ForEnd(caller);
            var then = Volatile.Read(ref ticks);
            series.Dispose();
            Assert.That(Volatile.Read(ref ticks), Is.EqualTo(then));
        }
    }

    [Test]
    public void TimersInsertedWhileTheLoopFallsAsleep_AllFire()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            // Each comes when the loop is somewhere between the last item and its sleep; one that is missed hangs here.
            Thread.SpinWait(random.Next(400));
            var far = host.Caller.Schedule(TimeSpan.FromMinutes(5), static () => { });
            var near = host.Caller.CallLater(TimeSpan.FromTicks(random.Next(1, 3000)), static () => 7);
            far.Dispose();
            Waiting.For(near.AsTask());
        }
    }

    [Test]
    public void AbsoluteTimersInsertedWhileTheLoopFallsAsleep_AllFire()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        for (var i = 0; i < 500; i++)
        {
            Thread.SpinWait(i % 40 * 10);
            var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Caller.Schedule(host.Caller.Now.AddTicks(i * 5), ran.SetResult);
            Waiting.For(ran.Task);
        }
    }

    private static Task<List<Pending<int>>> Produce(Barrier go, Func<int, Pending<int>> call) =>
        Waiting.OnOtherThread(() =>
        {
            go.SignalAndWait();
            return Enumerable.Range(0, 200).Select(call).ToList();
        });
}
