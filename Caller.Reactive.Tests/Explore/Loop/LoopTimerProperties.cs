namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>A timer of the loop's TimeProvider, changed while it fires and while its loop ends.</summary>
public sealed class LoopTimerProperties
{
    [Test]
    public void LoopTimer_ChangedAtAnyMoment_FiresForTheLastChange_AlsoAfterTheEnd() =>
        Exploration.Explore(static () =>
        {
            var clock = new ControlledClock();
            var owner = new BareOwner(clock);
            var start = clock.GetTimestamp();
            var fired = 0;
            var early = false;
            var timer = new LoopTimer(owner.Loop, Fire, null);
            timer.Change(Ticks(10), Timeout.InfiniteTimeSpan);
            var before = 0;
            Threads.Run(
                owner.Pump,
                () =>
                {
                    timer.Change(Ticks(20), Timeout.InfiniteTimeSpan);
                    before = Volatile.Read(ref fired);
                    timer.Change(Ticks(10), Timeout.InfiniteTimeSpan);
                },
                () => clock.Advance(Ticks(15)),
                () => owner.Loop.RequestStop("stop")
            );
            clock.Advance(Ticks(100)); // the loop has ended: what is still to fire does so elsewhere
            Claim.That(!early, "No timer fires early.");
            Claim.That(fired > before, $"The last change counts: it fired {before} times before and {fired} in all.");
            Claim.That(fired <= 3, $"Three times armed, and fired {fired} times.");

            void Fire(object? state)
            {
                if (clock.GetTimestamp() < start + 10)
                    early = true;
                Interlocked.Increment(ref fired);
            }
        });

    [Test]
    public void LoopTimer_Disposed_LeavesNothingBehind_AndFiresNoMore() =>
        Exploration.Explore(static () =>
        {
            var clock = new ControlledClock();
            var owner = new BareOwner(clock);
            var fired = 0;
            var left = 0;
            var over = new Gate();
            var timer = new LoopTimer(owner.Loop, _ => Interlocked.Increment(ref fired), null);
            Threads.Run(
                owner.Pump,
                () =>
                {
                    timer.Change(Ticks(10), Ticks(10));
                    timer.Change(Ticks(5), Ticks(10));
                    over.Pass();
                },
                () =>
                {
                    timer.Dispose();
                    over.Pass();
                },
                () => clock.Advance(Ticks(15)),
                () =>
                {
                    over.WaitFor(2);
                    owner.Loop.Enqueue(
                        new ActingItem(() =>
                        {
                            left = owner.Loop.Look(0).TimedCount; // between two items: none is about to be put back
                            owner.Loop.RequestStop("stop");
                        })
                    );
                }
            );
            owner.Loop.Retire(); // it may have an alarm set, by this clock
            var before = fired;
            clock.Advance(Ticks(100));
            Claim.That(left == 0 && clock.TimerCount == 0, $"{left} wait in the loop and {clock.TimerCount} elsewhere for nothing.");
            Claim.That(fired == before, "Disposed, and its loop over, it fires no more.");
            Claim.That(!timer.Change(Ticks(1), Ticks(1)), "Disposed is for good.");
        });

    private static TimeSpan Ticks(long ticks) => new(ticks);
}
