using CallerReactive.Tests.Explore.LoopProperties;

namespace CallerReactive.Tests.Explore.PendingProperties;

/// <summary>Awaits that come while their pending ends: each resumes, once, and on its loop.</summary>
public sealed class AwaitProperties
{
    [Test]
    public void Await_ResumesOnce_OnItsLoop_HoweverItMeetsTheEnd([Values] bool atHome) =>
        Exploration.Explore(() =>
        {
            var owner = new BareOwner(new ControlledClock());
            var pending = new FunctionPending();
            if (atHome)
                pending.BindTo(owner.Loop);
            pending.TryStart();
            var resumed = new int[2];
            var told = 0;
            Threads.Run(
                () => Await(0),
                () => Await(1),
                () =>
                {
                    pending.OnDone(_ => Interlocked.Increment(ref told));
                    pending.OnDone(static _ => { }).Dispose();
                },
                () => pending.SettleValue(1)
            );

            // All that resumes is in the queue now, and before the stop.
            owner.Loop.Enqueue(new ActingItem(() => owner.Loop.RequestStop("stop")));
            Threads.Run(owner.Pump);
            Claim.That(resumed is [1, 1], $"Each await resumes once, not {resumed[0]} and {resumed[1]} times.");
            Claim.That(told == 1, $"A listener beside them is told once, not {told} times.");

            void Await(int number)
            {
                Action continuation = () =>
                {
                    Claim.That(owner.Loop.IsExecuting, "On the loop where it was awaited.");
                    resumed[number]++;
                };
                if (!pending.TryAddAwait(continuation, owner.Loop))
                    AwaitListener.Resume(continuation, owner.Loop);
            }
        });
}
