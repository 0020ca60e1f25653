using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

public class MarbleObservableTests
{
    private readonly MarbleHarness _marbles = new();

    [TearDown]
    public void End() => _marbles.Dispose();

    [Test]
    public void Emitted_OfAColdOne_IsWhatTheFirstSubscriberGot()
    {
        var source = _marbles.Cold("source", "-a-b|");
        _marbles.Observe("first", source, "^-!");
        _marbles.Observe("second", source).Expect("-a-b|");
        _marbles.Run();
        Assert.That((source.Name, string.Join(' ', source.Emitted.Events.Select(e => e.Label))), Is.EqualTo(("source", "a")));
    }

    [Test]
    public void Emitted_OfAHotOne_IsWhatItSentToWhomeverThereWas()
    {
        var source = _marbles.Hot("source", "a-^-b|");
        _marbles.Run();
        Assert.That(source.Emitted.Events.Select(e => $"{e.ToMarble()}"), Is.EqualTo(["a at -2ms", "b at 2ms", "| at 3ms"]));
    }

    [Test]
    public void Subscriptions_EachHasALane_TheFirstFirst()
    {
        var source = _marbles.Cold("source", "-a---|");
        _marbles.Observe("second", source, "--^!");
        _marbles.Observe("first", source);
        _marbles.Run();
        Assert.That(
            source.Subscriptions.Select(lane => string.Join(' ', lane.Events.Select(e => e.Ticks / TimeSpan.TicksPerMillisecond))),
            Is.EqualTo(["0 5", "2 3"]),
            "Ended by the source, and by its dispose"
        );
    }

    [TestCase("^---!", 2)]
    [TestCase("^--!", 1)]
    [TestCase(null, 0)]
    public void ExpectSubscriptions_OthersThanThose_Fail(string? row, int count)
    {
        var source = _marbles.Cold("source", "---|");
        _marbles.Observe("out", source);
        source.ExpectSubscriptions(row is null ? [] : [.. Enumerable.Repeat(row, count)]);
        if (count == 1)
            Assert.That(() => _marbles.Run(), Throws.Nothing);
        else
            Assert.That(
                () => _marbles.Run(),
                Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("were expected, but there were 1")
            );
    }

    [Test]
    public void ExpectSubscriptions_AnotherTime_ShowsBothRows()
    {
        var source = _marbles.Cold("source", "---|");
        _marbles.Observe("out", source, "-^");
        source.ExpectSubscriptions("^---!");
        Assert.That(() => _marbles.Run(), Throws.TypeOf<MarbleAssertionException>().With.Message.Contains("subscription source"));
    }

    [Test]
    public void ExpectSubscriptions_OfNoSuchRow_IsRefused() =>
        Assert.That(() => _marbles.Cold("source", "-a|").ExpectSubscriptions("-a"), Throws.TypeOf<MarbleFormatException>());

    [Test]
    public void ExpectSubscriptions_OfNull_IsRefusedByName() =>
        Assert.That(
            () => _marbles.Cold("source", "-a|").ExpectSubscriptions("^", null!),
            Throws.ArgumentException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("subscriptions")
        );

    [Test]
    public void Subscribe_FromManyThreads_LosesNobody()
    {
        var source = _marbles.Hot("source", "-a|");
        var seen = 0;
        Parallel.For(0, 500, _ => source.Subscribe(_ => seen++));
        _marbles.Run();
        Assert.That((source.Subscriptions.Count, seen), Is.EqualTo((500, 500)));
    }
}
