namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>Reading the lists of a loop, for a snapshot, while it does with them all that it ever does.</summary>
public sealed class LookProperties
{
    [Test]
    public void Look_SeesEverythingThatWaits_OnceAndInOrder() =>
        Exploration.Explore(
            static () =>
            {
                var owner = new BareOwner(new ControlledClock());
                var loop = owner.Loop;
                var done = new Gate();
                var items = new Probe[7];
                for (var i = 0; i < items.Length; i++)
                    items[i] = new Probe(done);
                var (inner, held, held2) = (items[4], items[5], items[6]);

                // Everything that changes the lists from inside: an item that queues another, one that is put back, one that holds the others back for a while.
                items[0].Act = () => inner.Enqueue(loop);
                items[1].Act = () =>
                    Claim.That(items[1].Runs > 1 || loop.PutBack(items[1]), "A loop that goes on takes back what is left of an item.");
                items[2].Act = () =>
                {
                    loop.Hold();
                    held.Enqueue(loop);
                    loop.Enqueue(new Probe(done) { Act = loop.Release, Continues = true });
                };
                Threads.Run(
                    owner.Pump,
                    () =>
                    {
                        items[0].Enqueue(loop);
                        items[1].Enqueue(loop);
                    },
                    () =>
                    {
                        items[2].Enqueue(loop);
                        held2.Enqueue(loop);
                        items[3].Enqueue(loop);
                    },
                    () =>
                    {
                        for (var i = 0; i < 2; i++)
                            LookAt(loop, items);
                    },
                    () =>
                    {
                        done.WaitFor(9); // the one that is put back counts twice, and there is the one that releases
                        loop.RequestStop("stop");
                    }
                );
            },
            memory: true
        );

    [Test]
    public void Look_DuringTheEnd_SeesNothingTwice_AndDisturbsNothing() =>
        Exploration.Explore(
            static () =>
            {
                var owner = new BareOwner(new ControlledClock());
                var free = new Gate();
                List<NumberedItem> ran = [];
                NumberedItem[] items = [.. Enumerable.Range(0, 4).Select(number => new NumberedItem(0, number, ran))];
                var accepted = 0;
                Threads.Run(
                    owner.Pump,
                    () =>
                    {
                        owner.Loop.Enqueue(
                            new ActingItem(() =>
                            {
                                Count(owner.Loop.Enqueue(items[3]));
                                free.WaitFor(1);
                            })
                        );
                        foreach (var item in items.Take(3))
                            Count(owner.Loop.Enqueue(item));
                    },
                    () =>
                    {
                        var seen = owner.Loop.Look(10).Ready.ConvertAll(static seen => seen.Subject);
                        Claim.That(seen.Distinct().Count() == seen.Count, "Nothing is seen twice.");
                        free.Pass();
                    },
                    () => owner.Loop.Abandon(owner.End)
                );
                Claim.That(items.Sum(static item => item.Runs + item.Refusals) == accepted, "What was accepted ran or was refused.");
                Claim.That(owner.Loop.Look(10) is { IsComplete: true, ReadyCount: 0, Executing: null }, "After the end there is nothing.");

                void Count(bool isAccepted)
                {
                    if (isAccepted)
                        Interlocked.Increment(ref accepted);
                }
            },
            memory: true
        );

    private static void LookAt(Loop loop, Probe[] items)
    {
        var before = Array.ConvertAll(items, static item => (item.IsQueued, item.Runs));
        var view = loop.Look(100);
        var seen = view.Ready.Select(static seen => seen.Subject).OfType<Probe>().ToList();
        Claim.That(view.IsComplete, "The loop stands still.");
        Claim.That(view.ReadyCount == view.Ready.Count, $"{view.ReadyCount} counted, {view.Ready.Count} described.");
        Claim.That(seen.Distinct().Count() == seen.Count, "Nothing is seen twice.");
        for (var i = 0; i < items.Length; i++)
        {
            var (wasQueued, runs) = before[i];
            if (wasQueued && runs == 0 && items[i].Runs == 0)
                Claim.That(seen.Contains(items[i]) || view.Executing?.Subject == items[i], $"Item {i} waits all the time and is not seen.");
        }

        foreach (var (earlier, later) in (ReadOnlySpan<(int, int)>)[(0, 1), (2, 6), (2, 3), (6, 3)])
        {
            if (seen.Contains(items[later]) && !seen.Contains(items[earlier]))
                Claim.That(before[earlier].IsQueued || items[earlier].Runs > 0, "What was queued first is not seen last.");
            if (seen.Contains(items[earlier]) && seen.Contains(items[later]) && earlier != 1)
                Claim.That(seen.IndexOf(items[earlier]) < seen.IndexOf(items[later]), $"{earlier} comes before {later}.");
        }
    }

    private sealed class Probe(Gate done) : WorkItem
    {
        private volatile bool _isQueued;
        private volatile int _runs;

        internal Action? Act { get; set; }

        internal bool Continues { get; init; }

        /// <summary>Written after it was queued: false says nothing.</summary>
        internal bool IsQueued => _isQueued;

        /// <summary>How often it has begun to run.</summary>
        internal int Runs => _runs;

        internal override bool IsContinuation => Continues;

        internal void Enqueue(Loop loop)
        {
            loop.Enqueue(this);
            _isQueued = true;
        }

        internal override void Run(Loop loop)
        {
            _runs++;
            Act?.Invoke();
            done.Pass();
        }
    }
}
