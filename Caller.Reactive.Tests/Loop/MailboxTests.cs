using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.LoopTests;

public sealed class MailboxTests
{
    private Mailbox _mailbox;

    [Test]
    public void TakeAll_GivesTheOldestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.That(_mailbox.Push(new TestItem(i)), Is.EqualTo(PushResult.Queued));
        }

        var first = _mailbox.TakeAll(out var last);
        Assert.That(Numbers(first), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(((TestItem)last!).Number, Is.EqualTo(4));
        Assert.That((_mailbox.IsEmpty, _mailbox.TakeAll(out _)), Is.EqualTo((true, (WorkItem?)null)));
    }

    [Test]
    public void Push_OnASleeper_MakesOneProducerResponsible()
    {
        Assert.That(_mailbox.TryFallAsleep(), Is.True);
        var results = new[] { _mailbox.Push(new TestItem(0)), _mailbox.Push(new TestItem(1)) };
        Assert.That(results, Is.EqualTo(new[] { PushResult.QueuedOnSleeper, PushResult.Queued }));
        Assert.That(_mailbox.WakeUp(), Is.False, "the producer has to wake it");
        Assert.That(Numbers(_mailbox.TakeAll(out _)), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void TryFallAsleep_WithSomethingInside_Refuses()
    {
        _mailbox.Push(new TestItem(0));
        Assert.That(_mailbox.TryFallAsleep(), Is.False);
        Assert.That(_mailbox.IsEmpty, Is.False);
    }

    [Test]
    public void WakeUp_OfASleeper_IsTrueOnce()
    {
        _mailbox.TryFallAsleep();
        Assert.That((_mailbox.IsEmpty, _mailbox.WakeUp(), _mailbox.WakeUp()), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void Close_HandsOutWhatIsLeftAndRefusesTheRest()
    {
        _mailbox.Push(new TestItem(0));
        _mailbox.Push(new TestItem(1));
        Assert.That(Numbers(_mailbox.Close()), Is.EqualTo(new[] { 0, 1 }));
        var refused = new TestItem(2);
        Assert.That((_mailbox.Push(refused), refused.Next, _mailbox.IsClosed), Is.EqualTo((PushResult.Closed, (WorkItem?)null, true)));
        Assert.That((_mailbox.Close(), _mailbox.TryFallAsleep(), _mailbox.WakeUp()), Is.EqualTo(((WorkItem?)null, false, false)));
    }

    [Test]
    public void Close_OfASleeper_StaysClosed()
    {
        _mailbox.TryFallAsleep();
        Assert.That((_mailbox.Close(), _mailbox.WakeUp(), _mailbox.IsClosed), Is.EqualTo(((WorkItem?)null, false, true)));
    }

    [Test]
    public void ManyProducers_LoseNothingKeepTheirOrderAndWakeTheSleeper()
    {
        const int producers = 4;
        const int each = 20_000;
        var sleeper = new Sleeper();
        var producing = Enumerable
            .Range(0, producers)
            .Select(producer =>
                Waiting.OnOtherThread(() =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        if (_mailbox.Push(new TestItem((producer * each) + i)) == PushResult.QueuedOnSleeper)
                        {
                            sleeper.Signal();
                        }
                    }
                })
            )
            .ToList();
        var consumed = Waiting.OnOtherThread(() =>
        {
            List<int> numbers = [];
            while (numbers.Count < producers * each)
            {
                var arrived = Numbers(_mailbox.TakeAll(out _));
                numbers.AddRange(arrived);
                if (arrived.Count == 0 && _mailbox.TryFallAsleep())
                {
                    sleeper.Wait(TimeSpan.MaxValue); // a lost wake-up hangs here
                }
            }

            return numbers;
        });
        Waiting.For(Task.WhenAll(producing));
        var numbers = Waiting.For(consumed);
        var inOrder = numbers.GroupBy(static n => n / each).Select(static group => group.SequenceEqual(group.Order()));
        Assert.That(numbers.Distinct().Count(), Is.EqualTo(producers * each));
        Assert.That(inOrder, Is.All.True);
    }

    [Test]
    public void CloseAgainstPushAndTake_EveryItemIsTakenOrLeftOrRefusedOnce()
    {
        for (var round = 0; round < 300; round++)
        {
            var mailbox = new Mailbox();
            using var go = new Barrier(3);
            var pushing = Waiting.OnOtherThread(() =>
            {
                go.SignalAndWait();
                return Enumerable.Range(0, 50).Count(number => mailbox.Push(new TestItem(number)) == PushResult.Closed);
            });
            var taking = Waiting.OnOtherThread(() =>
            {
                go.SignalAndWait();
                var taken = 0;
                while (!mailbox.IsClosed)
                {
                    taken += Numbers(mailbox.TakeAll(out _)).Count;
                }

                return taken;
            });
            go.SignalAndWait();
            var left = Numbers(mailbox.Close()).Count;
            Assert.That(Waiting.For(pushing) + Waiting.For(taking) + left, Is.EqualTo(50));
        }
    }

    private static List<int> Numbers(WorkItem? item)
    {
        List<int> numbers = [];
        while (item is not null)
        {
            numbers.Add(((TestItem)item).Number);
            item = item.Next;
        }

        return numbers;
    }
}
