namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>Insert, cancel and fire at once: on the timers alone, and on a loop that sleeps until they are due.</summary>
public sealed class TimerProperties
{
    [Test]
    public void LoopTimers_EachItem_IsTakenRemovedOrRefused_Once() =>
        Exploration.Explore(static () =>
        {
            var clock = new ControlledClock();
            var timers = new LoopTimers(new LoopClock(clock));
            var taken = 0;
            var removed = 0;
            var refused = 0;
            var left = 0;
            Threads.Run(
                () => InsertAndRemove(10),
                () => InsertAndRemove(5),
                () =>
                {
                    for (var i = 0; i < 2; i++)
                    {
                        while (timers.TakeDue(new LoopInstant(clock.GetTimestamp() + 20, long.MinValue)) is not null)
                            taken++;
                        timers.PrepareSleep();
                    }

                    left = timers.Close().Count;
                }
            );
            Claim.That(
                taken + removed + refused + left == 4,
                $"4 inserted: {taken} taken, {removed} removed, {refused} refused, {left} left."
            );
            Claim.That(timers.IsEmpty, "Nothing is left after the end.");

            void InsertAndRemove(int due)
            {
                var kept = new AlarmItem(null) { Due = clock.GetTimestamp() + due };
                var item = new AlarmItem(null) { Due = clock.GetTimestamp() + due };
                foreach (var each in new[] { kept, item })
                {
                    if (timers.Insert(each) == TimerInsert.Closed)
                        Interlocked.Increment(ref refused);
                }

                if (timers.Remove(item))
                    Interlocked.Increment(ref removed);
            }
        });

    [Test]
    public void LoopTimers_ASleeperIsTold_OfEverythingThatIsDueBeforeItRises() =>
        Exploration.Explore(static () =>
        {
            var clock = new ControlledClock();
            var timers = new LoopTimers(new LoopClock(clock));
            var start = clock.GetTimestamp();
            timers.Insert(new AlarmItem(null) { Due = start + 1_000 });
            timers.Insert(new AlarmItem(null) { Due = start + 20 });

            // It slept until 20 and now looks again; an insert still sees when it meant to rise then.
            timers.PrepareSleep();
            clock.Advance(TimeSpan.FromTicks(20));
            timers.TakeDue(new LoopInstant(start + 20, long.MinValue));
            var told = false;
            var wait = TimeSpan.Zero;
            Threads.Run(
                () => wait = timers.PrepareSleep(),
                () => Insert(30),
                () => Insert(2_000) // brings in the one before it, which may have been told that the loop rises in time
            );
            Claim.That(
                told || wait <= TimeSpan.FromTicks(10),
                $"It sleeps for {wait.Ticks}, something is due after 10, and nobody was told."
            );

            void Insert(int due)
            {
                if (timers.Insert(new AlarmItem(null) { Due = start + due }) == TimerInsert.TooEarly)
                    Volatile.Write(ref told, true);
            }
        });

    [Test]
    public void ThreadLoop_FiresEachTimer_OnceAndWhenItsTimeHasCome_UnlessItWasCancelled() =>
        Exploration.Explore(static () =>
        {
            var clock = new ControlledClock();
            var owner = new BareOwner(clock);
            var fired = new Gate();
            var cancelled = 0;
            List<AlarmItem> early = [];
            Threads.Run(
                owner.Pump,
                () => Insert(20, cancels: true),
                () => Insert(10, cancels: false),
                () =>
                {
                    clock.Advance(TimeSpan.FromTicks(10));
                    clock.Advance(TimeSpan.FromTicks(30));
                },
                () =>
                {
                    fired.WaitFor(4); // a timer that is never looked at is a deadlock: nobody moves the clock again
                    owner.Loop.RequestStop("stop");
                }
            );
            Claim.That(early.Count == 0, "No timer fires early.");

            void Insert(int due, bool cancels)
            {
                foreach (var delay in new[] { due, due / 2 })
                {
                    var at = clock.GetTimestamp() + delay;
                    AlarmItem item = null!;
                    item = new AlarmItem(() =>
                    {
                        if (clock.GetTimestamp() < item.Due)
                            early.Add(item);
                        fired.Pass();
                    })
                    {
                        // Not later than where the clock comes to rest.
                        Due = Math.Min(at, StartTicks + 40),
                    };
                    owner.Loop.EnqueueTimed(item);
                    if (cancels && owner.Loop.RemoveTimed(item))
                    {
                        Interlocked.Increment(ref cancelled);
                        fired.Pass();
                    }
                }
            }
        });

    private static readonly long StartTicks = new ControlledClock().GetTimestamp();
}
