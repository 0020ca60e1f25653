using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Explore.CallerProperties;

/// <summary>A whole caller on its own thread, stopped while everything else goes on.</summary>
public sealed class StopProperties
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void Stop_EndsEveryCall_AndNothingRunsAfterStopped() =>
        Exploration.Explore(static () =>
        {
            var clock = new ControlledClock();
            var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = clock });
            var pendings = new Pending?[5];
            var stopped = false;
            var ranLate = false;
            caller.Stopped.OnDone(_ => stopped = true);
            pendings[1] = caller.CallSoon(Never.End); // not in a thread below: what begins during the stop is not asked, but waited for (decision 30)
            Threads.Run(
                () => pendings[0] = caller.CallSoon(Work),
                () =>
                {
                    pendings[2] = caller.CallLater(Second, Work);
                    pendings[3] = caller.CallSoon(Work);
                    pendings[3]!.Cancel();
                },
                () =>
                {
                    try
                    {
                        caller.Schedule(Work).Dispose();
                        caller.Schedule(Second, Work);
                    }
                    catch (ObjectDisposedException)
                    {
                        // after the end, as promised
                    }

                    caller.CallDirect(Work);
                    pendings[4] = caller.CallSoon(Work);
                },
                () => clock.Advance(Second),
                () => caller.Stop()
            );
            caller.End();
            Claim.That(
                pendings.All(static pending => pending!.IsDone),
                $"Every call ends: {string.Join("; ", pendings.Select(static pending => pending!.ToString()))}"
            );
            Claim.That(!ranLate, "Nothing runs after Stopped.");
            Claim.That(caller.State == CallerState.Stopped, "Stopped.");

            void Work()
            {
                if (Volatile.Read(ref stopped))
                    ranLate = true;
            }
        });

    [Test]
    public void Stop_GivesUpWhatHoldsTheLoop_WhenItsTimeIsOver() =>
        Exploration.Explore(static () =>
        {
            var clock = new ControlledClock();
            var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = clock });
            var free = new Gate();
            var stuck = caller.CallSoon(() => free.WaitFor(1));
            Pending behind = null!;
            Threads.Run(
                () => behind = caller.CallSoon(static () => { }),
                () =>
                {
                    caller.Stop();
                    clock.Advance(TimeSpan.FromSeconds(10));
                    caller.Stopped.Wait(); // also while the item holds the loop
                    Claim.That(stuck.Status == PendingStatus.Cancelled, $"What holds the loop is given up: {stuck}.");
                    free.Pass();
                }
            );
            caller.End();
            Claim.That(stuck.IsDone && behind.IsDone, $"Every call ends: {stuck}; {behind}.");
            Claim.That(stuck.Status is PendingStatus.Cancelled, $"{stuck}");
        });

    [Test]
    public void Stop_OfAManualCaller_EndsIt_WhateverItsRunsDo() =>
        Exploration.Explore(static () =>
        {
            var caller = Caller.Create(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
            Pending late = null!;
            Threads.Run(
                () =>
                {
                    try
                    {
                        caller.RunUntil(caller.CallSoon(static () => 1));
                        caller.RunUntil(caller.CallSoon(static () => 2));
                    }
                    catch (Exception e) when (e is PendingCancelledException or CallerStoppedException or InvalidOperationException)
                    {
                        // it was stopped first
                    }
                },
                () => caller.Stop(),
                () => late = caller.CallSoon(static () => { })
            );
            caller.Stopped.Wait();
            Claim.That(late.IsDone, $"{late}");
        });

    [Test]
    public void Stop_OfAFamily_EndsChildrenFirst() =>
        Exploration.Explore(static () =>
        {
            var options = new CallerOptions { Name = "parent", TimeProvider = new ControlledClock() };
            var parent = Caller.StartNew(options);
            Caller? child = null;
            var childFirst = true;
            parent.Stopped.OnDone(_ => childFirst = Volatile.Read(ref child) is null or { State: CallerState.Stopped });
            Threads.Run(
                () =>
                {
                    try
                    {
                        child = parent.Get(options with { Name = "child" });
                        child.CallSoon(static () => { });
                    }
                    catch (ObjectDisposedException)
                    {
                        // the parent has no children any more
                    }
                },
                () => parent.Stop(),
                () => Array.ForEach([.. parent.Children], static each => each.Stop())
            );
            parent.End();
            child?.Thread?.Join();
            Claim.That(childFirst, "Children have stopped before their parent has.");
        });

    [Test]
    public void Lease_TheLastOneOut_StopsTheCaller() =>
        Exploration.Explore(static () =>
        {
            var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
            Threads.Run(Enter, Enter, () => caller.Stop());
            caller.Stopped.Wait(); // nobody forces it: the last one out, or the stop that came before anybody entered
            caller.Thread?.Join();

            void Enter()
            {
                try
                {
                    var lease = caller.EnterAsync().AsTask();
                    lease.Wait();
                    lease.Result.DisposeAsync().AsTask().Wait();
                }
                catch (AggregateException e) when (e.InnerException is InvalidOperationException or OperationCanceledException)
                {
                    // it was stopping already
                }
            }
        });
}
