namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>The mailbox and the sleeper as they are, between producers and one consumer that does with them what a loop does.</summary>
public sealed class MailboxProperties
{
    [Test]
    public void Mailbox_LosesNothing_AndNoWakeUp() =>
        Exploration.Explore(static () =>
        {
            const int perProducer = 3;
            var mailbox = new Mailbox();
            var sleeper = new Sleeper();
            List<NumberedItem> taken = [];
            Threads.Run(() => Produce(1), () => Produce(2), Consume);
            Claim.That(taken.Count == 2 * perProducer, "Each item is taken once.");
            foreach (var producer in taken.GroupBy(static item => item.Producer))
                Claim.That(
                    producer.Select(static item => item.Number).SequenceEqual(Enumerable.Range(0, perProducer)),
                    "What one thread pushes is taken in order."
                );

            void Produce(int producer)
            {
                for (var number = 0; number < perProducer; number++)
                {
                    if (mailbox.Push(new NumberedItem(producer, number)) == PushResult.QueuedOnSleeper)
                        sleeper.Signal();
                }
            }

            void Consume()
            {
                while (taken.Count < 2 * perProducer)
                {
                    for (var item = mailbox.TakeAll(out _); item is not null; item = item.Next)
                        taken.Add((NumberedItem)item);
                    if (taken.Count < 2 * perProducer && mailbox.TryFallAsleep())
                    {
                        sleeper.Wait(TimeSpan.MaxValue); // for ever: a lost wake-up is a deadlock
                        mailbox.WakeUp();
                    }
                }
            }
        });

    [Test]
    public void Mailbox_Closed_RefusesWhatItDidNotTake() =>
        Exploration.Explore(static () =>
        {
            var mailbox = new Mailbox();
            var taken = 0;
            var refused = 0;
            Threads.Run(
                Produce,
                Produce,
                () =>
                {
                    Take(mailbox.TakeAll(out _));
                    mailbox.TryFallAsleep();
                    Take(mailbox.TakeAll(out _));
                },
                () => Take(mailbox.Close())
            );
            Claim.That(mailbox.IsClosed, "Closed is for good.");
            Claim.That(taken + refused == 6, $"Each item is taken or refused: {taken} and {refused}.");

            void Produce()
            {
                for (var number = 0; number < 3; number++)
                {
                    if (mailbox.Push(new NumberedItem(0, number)) == PushResult.Closed)
                        Interlocked.Increment(ref refused);
                }
            }

            void Take(WorkItem? item)
            {
                for (; item is not null; item = item.Next)
                    Interlocked.Increment(ref taken);
            }
        });
}
