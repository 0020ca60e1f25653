using System.Reactive.Disposables;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>The newest timer stands outside the heap. Nobody may be able to tell, but for the speed.</summary>
public sealed class LoopTimersNewestTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LoopTimers _timers;

    public LoopTimersNewestTests() => _timers = new LoopTimers(new LoopClock(_time));

    private LoopInstant Now => new(_time.GetTimestamp(), long.MinValue);

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public void TakeDue_OfEqualDueTimes_KeepsTheOrderOfTheInserts([Range(1, 5)] int count, [Values(0, 1, 2, 3, 4)] int removed)
    {
        var items = Enumerable.Range(0, count).Select(_ => Timer(10)).ToList();
        items.ForEach(item => _timers.Insert(item));
        if (removed < count)
        {
            Assert.That(_timers.Remove(items[removed]), Is.True);
            Assert.That(_timers.Remove(items[removed]), Is.False);
            items.RemoveAt(removed);
        }

        Assert.That(_timers.TakeDue(Now), Is.Null, "never early");
        _time.Advance(TimeSpan.FromMilliseconds(10));
        foreach (var item in items)
        {
            Assert.That(_timers.TakeDue(Now), Is.SameAs(item));
        }

        Assert.That(_timers.TakeDue(Now), Is.Null);
        Assert.That(_timers.IsEmpty, Is.True);
    }

    [Test]
    public void Remove_OfTheNewest_LetsItBeInsertedAgain()
    {
        var item = Timer(10);
        for (var i = 0; i < 3; i++)
        {
            _timers.Insert(item);
            Assert.That(_timers.IsEmpty, Is.False);
            Assert.That(item.HeapIndex, Is.Not.EqualTo(TimedItem.NotWaiting));
            Assert.That(_timers.Remove(item), Is.True);
            Assert.That(item.HeapIndex, Is.EqualTo(TimedItem.NotWaiting));
            Assert.That(_timers.IsEmpty, Is.True);
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void PrepareSleep_WithANearerOneInsertedMeanwhile_SleepsForThatOne(int reading)
    {
        var time = new CreepingTime(TimeSpan.Zero);
        var clock = new LoopClock(time);
        var timers = new LoopTimers(clock);
        timers.Insert(new TestTimedItem(0) { Due = clock.DueAfter(TimeSpan.FromSeconds(9)) });
        var nearer = new TestTimedItem(1) { Due = clock.DueAfter(TimeSpan.FromSeconds(4)) };
        time.OnRead = () =>
        {
            if (reading == 2)
            {
                time.OnRead = () => timers.Insert(nearer);
            }
            else
            {
                timers.Insert(nearer);
            }
        };
        Assert.That(timers.PrepareSleep(), Is.EqualTo(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public void View_OfAnAbsoluteTime_GoesByTheWallClock()
    {
        var time = new CreepingTime(TimeSpan.Zero);
        var timers = new LoopTimers(new LoopClock(time));
        timers.Insert(new TestTimedItem(0) { Due = time.GetUtcNow().AddSeconds(5).UtcTicks, IsAbsolute = true });
        List<SeenItem> seen = [];
        timers.View(seen, 1);
        Assert.That(seen.ConvertAll(static item => item.DueIn), Is.EqualTo(new[] { (TimeSpan?)TimeSpan.FromSeconds(5) }));
    }

    [Test]
    public void PrepareSleep_WithOnlyTheNewest_SleepsUntilItIsDue()
    {
        _timers.Insert(Timer(10));
        Assert.That(_timers.PrepareSleep(), Is.EqualTo(TimeSpan.FromMilliseconds(10)));
    }

    [Test]
    public void Insert_AfterOneThatWokeTheLoopAndIsGone_DoesNotWakeItAgain()
    {
        Assert.That(_timers.PrepareSleep(), Is.EqualTo(TimeSpan.MaxValue));
        var first = Timer(10);
        Assert.That(_timers.Insert(first), Is.EqualTo(TimerInsert.TooEarly));
        _timers.Remove(first);
        Assert.That(_timers.PrepareSleep(), Is.EqualTo(TimeSpan.FromMilliseconds(10)), "it rises in vain");
        Assert.That(_timers.Insert(Timer(11)), Is.EqualTo(TimerInsert.InTime));
        Assert.That(_timers.Insert(Timer(9)), Is.EqualTo(TimerInsert.TooEarly));
    }

    [Test]
    public void PrepareSleep_AfterItRoseInVain_SleepsForGood()
    {
        _timers.PrepareSleep();
        var first = Timer(10);
        _timers.Insert(first);
        _timers.Remove(first);
        _timers.PrepareSleep();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.That(_timers.PrepareSleep(), Is.EqualTo(TimeSpan.MaxValue));
    }

    [Test]
    public void Close_GivesBackTheNewestAndRefusesLaterOnes()
    {
        var (first, second) = (Timer(10), Timer(5));
        _timers.Insert(first);
        _timers.Insert(second);
        Assert.That(_timers.Close(), Is.EqualTo((TimedItem[])[first, second]));
        var late = Timer(10);
        Assert.That(_timers.Insert(late), Is.EqualTo(TimerInsert.Closed));
        Assert.That(_timers.Remove(late), Is.False);
    }

    /// <summary>Each timer runs or is removed, never both, never neither.</summary>
    [Test]
    public async Task Timers_OfManyThreads_RunOrAreRemoved()
    {
        const int each = 5_000;
        await using var caller = Caller.StartNew();
        var ran = new int[3 * each];
        var disposed = new bool[3 * each];
        await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(thread =>
                        Task.Run(
                            () =>
                            {
                                var random = new Random(thread);
                                for (var i = thread * each; i < (thread + 1) * each; i++)
                                {
                                    var cancel = random.Next(2) == 0;
                                    var due = cancel ? TimeSpan.FromHours(1) : TimeSpan.FromTicks(1 + random.Next(10_000));
                                    var handle = caller.Schedule(
                                        i,
                                        due,
                                        (_, i) =>
                                        {
                                            ran[i]++;
                                            return Disposable.Empty;
                                        }
                                    );
                                    if (cancel)
                                    {
                                        handle.Dispose();
                                        disposed[i] = true;
                                    }
                                }
                            },
                            Limit
                        )
                    )
            )
            .WaitAsync(Limit);

        // Due after all the others.
        using var last = new SemaphoreSlim(0);
        caller.Schedule(
            last,
            TimeSpan.FromMilliseconds(2),
            static (_, last) =>
            {
                last.Release();
                return Disposable.Empty;
            }
        );
        await last.WaitAsync(Limit);
        Assert.That(Enumerable.Range(0, ran.Length).Where(i => ran[i] != (disposed[i] ? 0 : 1)), Is.Empty);
    }

    private TestTimer Timer(int milliseconds) => new() { Due = _time.GetTimestamp() + (_time.TimestampFrequency * milliseconds / 1000) };

    private sealed class TestTimer : TimedItem
    {
        internal override void Run(Loop loop) => Assert.Fail("Nobody runs it.");
    }
}
