using System.Reactive.Linq;

namespace CallerReactive.Tests.Linq;

/// <summary>When the Rx twins of AsCompleted and Wait look at their items, what that may throw, and where they speak.</summary>
public sealed class ColdCombinatorTests
{
    private readonly List<PendingSource<int>> _sources = [.. Enumerable.Range(0, 2).Select(static _ => new PendingSource<int>())];
    private readonly List<string> _seen = [];
    private int _enumerated;

    [TestCase("MergeCompleted")]
    [TestCase("ZipAll")]
    [TestCase("AmbFirst")]
    public void TheItems_AreEnumeratedAtEachSubscription(string way)
    {
        var combined = Combine(way, Items());
        Assert.That(_enumerated, Is.Zero);
        using var first = Record(combined);
        Assert.That(_enumerated, Is.EqualTo(1));
        using var second = Record(combined);
        Assert.That(_enumerated, Is.EqualTo(2));
    }

    [TestCase("MergeCompleted")]
    [TestCase("ZipAll")]
    [TestCase("AmbFirst")]
    public void ASequenceThatThrows_IsAnError(string way)
    {
        using var subscription = Record(Combine(way, Failing()));
        Assert.That(_seen, Is.EqualTo(["InvalidDataException"]));
    }

    [TestCase("ZipAll")]
    [TestCase("AmbFirst")]
    public void Unsubscribed_ItIsSilentAndLeavesTheItemsAlone(string way)
    {
        Record(Combine(way, Items())).Dispose();
        Assert.That(_sources.Select(static source => source.Pending.IsCancelled), Is.All.False);
        _sources.ForEach(static source => source.TrySetResult(1));
        Assert.That(_seen, Is.Empty);
    }

    [TestCase("MergeCompleted")]
    [TestCase("ZipAll")]
    [TestCase("AmbFirst")]
    public void ItSpeaks_OnTheThreadThatEndsTheLastItemAwaited(string way)
    {
        Thread? thread = null;
        using var subscription = Combine(way, Items()).Take(1).Subscribe(_ => thread = Thread.CurrentThread);
        if (way == "ZipAll")
            _sources[0].TrySetResult(0);
        var ending = new Thread(() => _sources[1].TrySetResult(1));
        ending.Start();
        ending.Join();
        Assert.That(thread, Is.SameAs(ending));
    }

    [Test]
    public void ZipAll_OfWhatHasFailedAlready_GivesTheFirstInInputOrder()
    {
        _sources[1].TrySetException(new InvalidDataException());
        _sources[0].TrySetException(new FormatException());
        using var subscription = Record(Combine("ZipAll", Items()));
        Assert.That(_seen, Is.EqualTo(["FormatException"]));
        Assert.That(_sources[1].Pending.Exception, Is.TypeOf<InvalidDataException>());
    }

    private static IObservable<string> Combine(string way, IEnumerable<Pending<int>> items) =>
        way switch
        {
            "MergeCompleted" => items.MergeCompleted().Select(static item => $"{item.Status}"),
            "ZipAll" => items.ZipAll().Select(static values => $"{values.Count}"),
            _ => items.AmbFirst().Select(static item => $"{item.Status}"),
        };

    private IEnumerable<Pending<int>> Items()
    {
        _enumerated++;
        foreach (var source in _sources)
            yield return source.Pending;
    }

    private IEnumerable<Pending<int>> Failing()
    {
        yield return _sources[0].Pending;
        throw new InvalidDataException();
    }

    private IDisposable Record(IObservable<string> combined) =>
        combined.Subscribe(_seen.Add, error => _seen.Add(error.GetType().Name), () => _seen.Add("completed"));
}
