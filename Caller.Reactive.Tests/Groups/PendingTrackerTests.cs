namespace CallerReactive.Tests.Groups;

/// <summary>What every set of unfinished pendings does, group or manager.</summary>
public sealed class PendingTrackerTests : GroupFixture
{
    [Test]
    public void ANewOne_IsEmpty_AndWhatItShowsIsASnapshot()
    {
        var set = new Set();
        var (before, source) = (set.Pending, new PendingSource<int>());
        set.Add(source.Pending);
        var between = set.Pending;
        source.TrySetResult(1);
        Assert.That((before.Count, between.Count, set.Pending.Count), Is.EqualTo((0, 1, 0)));
    }

    [Test]
    public async Task AnOverrideOfAdd_IsCalledForEachOneThatJoins_OnTheThreadThatMakesTheCall()
    {
        var set = new Set();
        using var activation = set.Activate();
        var (here, there) = (StartGated(), default(Pending));
        var other = new Thread(() => there = StartGated()); // the context flows there, and with it what is active
        other.Start();
        other.Join();
        Assert.That(set.Added, Is.EqualTo(new[] { (here, Thread.CurrentThread), (there, other) }));
        Gate.SetResult();
        await there!.WhenDone(Limit);
    }

    [Test]
    public void ManyThreads_JoiningAndEnding_LoseNothing()
    {
        const int each = 2000;
        var set = new Plain();
        var kept = new PendingSource<int>[4];
        var threads = Enumerable
            .Range(0, kept.Length)
            .Select(number => new Thread(() =>
            {
                for (var i = 0; i < each; i++)
                {
                    var source = new PendingSource<int>();
                    set.Add(source.Pending);
                    if (i == each / 2)
                        kept[number] = source;
                    else
                        source.TrySetResult(i);
                }
            }))
            .ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        Assert.That(set.Pending, Is.EquivalentTo(kept.Select(static source => source.Pending)));
    }

    private sealed class Plain : PendingManager;

    private sealed class Set : PendingManager
    {
        internal List<(Pending?, Thread)> Added { get; } = [];

        public override bool Add(Pending pending)
        {
            Added.Add((pending, Thread.CurrentThread));
            return base.Add(pending);
        }
    }
}
