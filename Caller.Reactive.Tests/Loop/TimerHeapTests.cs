using FsCheck;
using FsCheck.Fluent;

namespace CallerReactive.Tests.LoopTests;

/// <summary>The heap against a model that cannot be wrong: a list that is sorted each time.</summary>
public sealed class TimerHeapTests
{
    [Test]
    public void AnyOperations_AgreeWithASortedList()
    {
        // Below 600: insert with that due time, taken modulo 20. Below 700: take the first. 700 and more: remove the one at that place, taken modulo the count.
        // More inserts than removals, or the heap would never have a third level, where a gap is filled from another branch.
        var operations = Gen.Choose(0, 999).ListOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(300), Prop.ForAll(operations, Agrees));
    }

    [Test]
    public void Remove_WhatFillsTheGapIsNearerThanWhatStandsAboveIt_ItRises()
    {
        // Below the second place stand 100 to 103, below the third only 2, which is the last: it takes the place of 103, below 10.
        var heap = new TimerHeap();
        var items = new[] { 0, 10, 1, 20, 30, 100, 101, 102, 103, 2 }
            .Select(static due => new TestTimedItem(due) { Due = due, Sequence = due })
            .ToList();
        items.ForEach(heap.Insert);
        heap.Remove(items[8]);
        Assert.That((items[9].HeapIndex, items[1].HeapIndex), Is.EqualTo((1, 8)));
        List<int> taken = [];
        while (heap.First is { } first)
        {
            heap.Remove(first);
            taken.Add(((TestTimedItem)first).Number);
        }

        Assert.That(taken, Is.EqualTo([0, 1, 2, 10, 20, 30, 100, 101, 102]));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void ManyItems_ComeOutInOrder(int pattern)
    {
        var random = new Random(7);
        var heap = new TimerHeap();
        for (var i = 0; i < 10_000; i++)
        {
            var due = pattern switch
            {
                0 => i,
                1 => -i,
                _ => random.Next(100),
            };
            heap.Insert(new TestTimedItem(i) { Due = due, Sequence = i });
        }

        List<(long, long)> taken = [];
        while (heap.First is { } first)
        {
            heap.Remove(first);
            taken.Add((first.Due, first.Sequence));
        }

        Assert.That(taken, Has.Count.EqualTo(10_000));
        Assert.That(taken, Is.EqualTo(taken.Order()));
    }

    [Test]
    public void Remove_OfWhatIsNotInside_IsFalse()
    {
        var heap = new TimerHeap();
        var item = new TestTimedItem(0);
        var before = heap.Remove(item);
        heap.Insert(item);
        Assert.That((before, heap.Remove(item), heap.Remove(item), heap.FirstDue), Is.EqualTo((false, true, false, long.MaxValue)));
    }

    [Test]
    public void Shrinking_KeepsWhatIsInside()
    {
        var heap = new TimerHeap();
        var items = Enumerable.Range(0, 1000).Select(i => new TestTimedItem(i) { Due = i, Sequence = i }).ToList();
        items.ForEach(heap.Insert);
        items.Take(995).ToList().ForEach(item => heap.Remove(item));
        var left = Enumerable.Range(0, heap.Count).Select(i => ((TestTimedItem)heap.At(i)!).Number);
        Assert.That(left, Is.EquivalentTo(Enumerable.Range(995, 5)));
    }

    [Test]
    public void Shrinking_HalvesTheRoomWhenThreeQuartersAreEmptyButKeepsALittle()
    {
        var heap = new TimerHeap();
        var items = Enumerable.Range(0, 65).Select(i => new TestTimedItem(i) { Due = i, Sequence = i }).ToList();
        items.ForEach(heap.Insert); // room for 128
        var toAQuarter = AllocatedBy(() => RemoveAll(0, 33));
        var belowAQuarter = AllocatedBy(() => heap.Remove(items[33])); // room for 64
        var toTheEnd = AllocatedBy(() => RemoveAll(34, 65));
        Assert.That((toAQuarter, belowAQuarter > 0, toTheEnd), Is.EqualTo((0L, true, 0L)));

        void RemoveAll(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                heap.Remove(items[i]);
            }
        }

        static long AllocatedBy(Action action)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static bool Agrees(IList<int> operations)
    {
        var heap = new TimerHeap();
        List<TestTimedItem> model = [];
        var sequence = 0;
        foreach (var operation in operations)
        {
            if (operation < 600)
            {
                var item = new TestTimedItem(sequence) { Due = operation % 20, Sequence = ++sequence };
                heap.Insert(item);
                model.Add(item);
            }
            else if (model.Count > 0)
            {
                var gone = operation < 700 ? (TestTimedItem)heap.First! : model[operation % model.Count];
                if (!heap.Remove(gone) || gone.HeapIndex != TimedItem.NotWaiting || !model.Remove(gone))
                {
                    return false;
                }
            }

            var first = model.OrderBy(static item => item.Due).ThenBy(static item => item.Sequence).FirstOrDefault();
            if (!ReferenceEquals(heap.First, first) || heap.Count != model.Count || heap.FirstDue != (first?.Due ?? long.MaxValue))
            {
                return false;
            }
        }

        return model.TrueForAll(item => ReferenceEquals(heap.At(item.HeapIndex), item));
    }
}
