namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>The loop of a thread: pushes from outside and inside, sleep and wake, stop and end.</summary>
public sealed class ThreadLoopProperties
{
    [Test]
    public void ThreadLoop_RunsEverythingInOrder_AndSleepsOnlyWhenThereIsNothing() =>
        Exploration.Explore(static () =>
        {
            var owner = new BareOwner(new ControlledClock());
            var gate = new Gate();
            List<string> ran = [];
            Threads.Run(
                owner.Pump,
                () => Produce('a'),
                () => Produce('b'),
                () =>
                {
                    gate.WaitFor(6); // a lost wake-up, or a lost item, is a deadlock
                    owner.Loop.RequestStop("stop");
                }
            );

            void Produce(char producer)
            {
                var second = false;
                Enqueue(
                    $"{producer}1",
                    () =>
                    {
                        // From inside, which goes another way: it comes after all that was queued before, from outside too.
                        var after = Volatile.Read(ref second) ? $"{producer}2" : $"{producer}1";
                        Enqueue(
                            $"{producer}3",
                            () => Claim.That(ran.Contains(after), $"{after} was queued before {producer}3: {string.Join(' ', ran)}")
                        );
                    }
                );
                Enqueue($"{producer}2", () => Claim.That(ran.Contains($"{producer}1"), "FIFO per thread."));
                Volatile.Write(ref second, true);
            }

            void Enqueue(string name, Action action) =>
                owner.Loop.Enqueue(
                    new ActingItem(() =>
                    {
                        action();
                        ran.Add(name);
                        gate.Pass();
                    })
                );
        });

    [Test]
    public void ThreadLoop_StoppedAtAnyMoment_RunsOrRefusesEachItem_Once() =>
        Exploration.Explore(static () =>
        {
            var owner = new BareOwner(new ControlledClock());
            List<NumberedItem> ran = [];
            NumberedItem[] items = [.. Enumerable.Range(0, 6).Select(number => new NumberedItem(number / 3, number, ran))];
            var accepted = new bool[items.Length];
            Threads.Run(owner.Pump, () => Produce(0), () => Produce(3), () => owner.Loop.RequestStop("stop"));
            Claim.That(owner.HasEnded, "The loop ends when it is stopped.");
            for (var i = 0; i < items.Length; i++)
            {
                Claim.That(
                    items[i].Runs + items[i].Refusals == (accepted[i] ? 1 : 0),
                    $"Item {i}: accepted {accepted[i]}, ran {items[i].Runs}, refused {items[i].Refusals}."
                );
            }

            foreach (var producer in items.GroupBy(static item => item.Producer))
            {
                Claim.That(
                    ran.Where(item => item.Producer == producer.Key)
                        .Select(static item => item.Number)
                        .SequenceEqual(producer.Take(producer.Count(static item => item.Runs == 1)).Select(static item => item.Number)),
                    "What runs is a beginning of what was queued."
                );
            }

            void Produce(int first)
            {
                for (var i = first; i < first + 3; i++)
                    accepted[i] = owner.Loop.Enqueue(items[i]);
            }
        });

    [Test]
    public void ThreadLoop_Abandoned_EndsOnce_StuckOrNot() =>
        Exploration.Explore(
            static () =>
            {
                var owner = new BareOwner(new ControlledClock());
                var free = new Gate();
                var ends = 0;
                List<NumberedItem> ran = [];
                NumberedItem[] items = [.. Enumerable.Range(0, 3).Select(number => new NumberedItem(0, number, ran))];
                var accepted = 0;
                Threads.Run(
                    owner.Pump,
                    () =>
                    {
                        owner.Loop.Enqueue(new ActingItem(() => free.WaitFor(1)));
                        foreach (var item in items)
                            accepted += owner.Loop.Enqueue(item) ? 1 : 0;
                    },
                    () =>
                    {
                        owner.Loop.Abandon(() =>
                        {
                            ends++;
                            owner.End();
                        });
                        free.Pass();
                    }
                );
                Claim.That(ends == 1, $"The end is claimed once, not {ends} times.");
                Claim.That(items.Sum(static item => item.Runs + item.Refusals) == accepted, "What was accepted ran or was refused.");
            },
            memory: true
        );
}
