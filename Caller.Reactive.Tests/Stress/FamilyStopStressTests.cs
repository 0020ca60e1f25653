namespace CallerReactive.Tests.Stress;

/// <summary>A stop against starts, children and workers that begin at the same moment: all that was handed out ends, and in one of two ways.</summary>
public sealed class FamilyStopStressTests
{
    [Test]
    public async Task StopAgainstStart_EverythingEnds()
    {
        for (var i = 0; i < 200; i++)
        {
            var caller = Caller.Create();
            var calls = Enumerable.Range(0, 5).Select(_ => caller.CallSoon(() => { })).ToList();
            Threads.Race(
                () =>
                {
                    try
                    {
                        caller.Start();
                    }
                    catch (InvalidOperationException)
                    {
                        // The stop was first.
                    }
                },
                () => caller.Stop()
            );
            await caller.Stopped.InTime();
            Assert.That(calls, Has.All.Matches<Pending?>(EndedWell));
            Assert.That(caller.Started.IsDone, Is.True);
        }
    }

    [Test]
    public async Task StopAgainstToThread_EveryCallSucceedsOrIsCancelled([Values(null, 1, 2)] int? maxWorkers)
    {
        for (var i = 0; i < 20; i++)
        {
            var caller = Caller.StartNew(new CallerOptions { MaxWorkers = maxWorkers });
            var calls = new Pending[3][];
            var actions = Enumerable
                .Range(0, 3)
                .Select(thread =>
                    (Action)(
                        () =>
                            calls[thread] = [
                                .. Enumerable
                                    .Range(0, 10)
                                    .Select(n =>
                                    {
                                        var call = caller.ToThread(() => n);
                                        if (n % 3 == 0)
                                            call.Cancel();
                                        return call;
                                    }),
                            ]
                    )
                );
            Threads.Race([.. actions, () => caller.Stop(), () => caller.Stop()]);
            await caller.Stopped.InTime();
            var all = calls.SelectMany(each => each).ToList();
            foreach (var call in all)
                await call.Ended();
            Assert.That(all, Has.All.Matches<Pending?>(EndedWell));
            Assert.That(caller.Children, Is.Empty);
        }
    }

    [Test]
    public async Task StopAgainstGet_GivesAChildThatStops_OrRefuses()
    {
        for (var i = 0; i < 50; i++)
        {
            var caller = Caller.StartNew();
            Caller?[] children = new Caller?[2];
            Action Get(int thread) =>
                () =>
                {
                    try
                    {
                        children[thread] = caller.Get(thread == 0 ? new CallerOptions() : new CallerOptions { Name = "child" });
                    }
                    catch (ObjectDisposedException)
                    {
                        // The stop was first.
                    }
                };
            Threads.Race(Get(0), Get(1), () => caller.Stop());
            await caller.Stopped.InTime();
            foreach (var child in children)
                Assert.That(child?.State ?? CallerState.Stopped, Is.EqualTo(CallerState.Stopped));
        }
    }

    private static bool EndedWell(Pending? call) => call?.Status is PendingStatus.Succeeded or PendingStatus.Cancelled;
}
