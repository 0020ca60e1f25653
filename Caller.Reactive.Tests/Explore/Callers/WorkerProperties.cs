namespace CallerReactive.Tests.Explore.CallerProperties;

/// <summary>Workers, who come back to the pool, and calls that wait for one.</summary>
public sealed class WorkerProperties
{
    [Test]
    public void Worker_ComesBack_WhateverBecomesOfItsCall() =>
        Exploration.Explore(static () =>
        {
            var caller = NewCaller();
            var running = 0;
            var calls = new Pending[4];
            Threads.Run(
                () => calls[0] = caller.ToThread(Work),
                () =>
                {
                    calls[1] = caller.ToThread(Work);
                    calls[1].Cancel();
                },
                () =>
                {
                    calls[2] = caller.ToThread(Work);
                    calls[3] = caller.ToThread((Action)(static () => throw new FormatException()));
                }
            );
            foreach (var call in calls)
                call.WhenDone().Wait();
            caller.ToThread(Work).Wait(); // a place that is lost is a deadlock
            caller.End();
            _ = ((Pending<System.Reactive.Unit>)calls[3]).Exception;

            void Work()
            {
                Claim.That(Interlocked.Increment(ref running) == 1, "MaxWorkers is 1.");
                Interlocked.Decrement(ref running);
            }
        });

    [Test]
    public void Worker_OfAStoppedCaller_LeavesNoCallWaiting() =>
        Exploration.Explore(static () =>
        {
            var caller = NewCaller();
            var calls = new Pending?[3];
            Threads.Run(() => Submit(0), () => Submit(1), () => Submit(2), () => caller.Stop());
            caller.End();
            Claim.That(
                calls.All(static call => call is null or { IsDone: true }),
                string.Join("; ", calls.Select(static call => call?.ToString()))
            );

            void Submit(int index)
            {
                try
                {
                    calls[index] = caller.ToThread(static () => { });
                }
                catch (ObjectDisposedException)
                {
                    // it has stopped
                }
            }
        });

    private static Caller NewCaller() =>
        Caller.StartNew(
            new CallerOptions
            {
                Name = "c",
                TimeProvider = new ControlledClock(),
                MaxWorkers = 1,
            }
        );
}
