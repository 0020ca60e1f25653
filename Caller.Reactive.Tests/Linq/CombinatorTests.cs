using System.Reactive.Linq;
using CallerReactive.Tests.Groups;

namespace CallerReactive.Tests.Linq;

/// <summary>The Rx twins of AsCompleted and Wait.</summary>
public sealed class CombinatorTests : GroupFixture
{
    private readonly List<PendingSource<int>> _sources = [.. Enumerable.Range(0, 4).Select(static _ => new PendingSource<int>())];
    private readonly List<string> _seen = [];

    private IEnumerable<Pending<int>> Items => _sources.Select(static source => source.Pending);

    [Test]
    public void MergeCompleted_GivesWhatIsDoneFirst_ThenEachAsItEnds()
    {
        _sources[2].TrySetResult(2);
        _sources[1].TrySetException(new InvalidDataException());
        using var subscription = Record(Items.MergeCompleted().Select(IndexOf));
        Assert.That(_seen, Is.EqualTo(["1", "2"]));
        _sources[3].TrySetCancelled();
        _sources[0].TrySetResult(0);
        Assert.That(_seen, Is.EqualTo(["1", "2", "3", "0", "completed"]));
    }

    [Test]
    public void MergeCompleted_AnItemThatEndsInsideOnNext_ComesAfterIt()
    {
        using var subscription = Record(
            Items
                .MergeCompleted()
                .Select(IndexOf)
                .Do(i =>
                {
                    if (i < 3)
                    {
                        _sources[i + 1].TrySetResult(0);
                    }

                    _seen.Add($"after {i}");
                })
        );
        _sources[0].TrySetResult(0);
        Assert.That(_seen, Is.EqualTo(["after 0", "0", "after 1", "1", "after 2", "2", "after 3", "3", "completed"]));
    }

    [Test]
    public void MergeCompleted_Unsubscribed_IsSilentAndCancelsNothing()
    {
        Record(Items.MergeCompleted().Select(IndexOf)).Dispose();
        Assert.That(Items.Select(static item => item.IsCancelled), Is.All.False);
        _sources[0].TrySetResult(0);
        Assert.That(_seen, Is.Empty);
    }

    [Test]
    public async Task MergeCompleted_FromManyThreads_IsOneAtATime()
    {
        var (inside, overlaps, count) = (0, 0, 0);
        var workers = Enumerable.Range(0, 4).Select(i => Caller.StartNew($"worker {i}")).ToList();
        var items = Enumerable.Range(0, 4000).Select(i => workers[i % 4].CallSoon(() => i)).ToList();
        await items
            .MergeCompleted()
            .Do(_ =>
            {
                overlaps += Interlocked.Increment(ref inside) - 1;
                count++;
                Interlocked.Decrement(ref inside);
            })
            .LastAsync()
            .RunAsync(Limit);
        Assert.That((overlaps, count), Is.EqualTo((0, 4000)));
        workers.ForEach(static worker => worker.Stop());
    }

    [Test]
    public void ZipAll_GivesAllValuesInInputOrder()
    {
        using var subscription = Record(Items.ZipAll().Select(static values => string.Join(' ', values)));
        foreach (var i in new[] { 2, 0, 3 })
        {
            _sources[i].TrySetResult(i);
        }

        Assert.That(_seen, Is.Empty);
        _sources[1].TrySetResult(1);
        Assert.That(_seen, Is.EqualTo(["0 1 2 3", "completed"]));
    }

    [TestCase(true, "error PendingCancelledException")]
    [TestCase(false, "error InvalidDataException")]
    public void ZipAll_GivesTheFirstError(bool cancelled, string expected)
    {
        using var subscription = Record(Items.ZipAll());
        _sources[0].TrySetResult(0);
        _ = cancelled ? _sources[2].TrySetCancelled() : _sources[2].TrySetException(new InvalidDataException());
        _sources[1].TrySetException(new TimeZoneNotFoundException());
        Assert.That(_seen, Is.EqualTo([expected]));
        Assert.That(_sources[3].Pending.IsCancelled, Is.False);
        Assert.That(_sources[1].Pending.Exception, Is.Not.Null);
    }

    [Test]
    public void AmbFirst_GivesTheFirstWhateverItsOutcome()
    {
        using var subscription = Record(Items.AmbFirst().Select(IndexOf));
        _sources[2].TrySetException(new InvalidDataException());
        _sources[1].TrySetResult(1);
        Assert.That(_seen, Is.EqualTo(["2", "completed"]));
        using var again = Record(Items.AmbFirst().Select(IndexOf));
        Assert.That(_seen.Skip(2), Is.EqualTo(["1", "completed"]), "Of those that have ended the first in input order");
        Assert.That(_sources[2].Pending.Exception, Is.Not.Null);
    }

    [Test]
    public void NoItems()
    {
        var none = Array.Empty<Pending<int>>();
        Record(none.MergeCompleted()).Dispose();
        Record(none.AmbFirst()).Dispose();
        Record(none.ZipAll().Select(static values => values.Count)).Dispose();
        Assert.That(_seen, Is.EqualTo(["completed", "completed", "0", "completed"]));
    }

    [Test]
    public void BadInput_IsNamed()
    {
        IEnumerable<Pending<int>> missing = null!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => missing.MergeCompleted(), Throws.ArgumentNullException);
            Assert.That(() => missing.ZipAll(), Throws.ArgumentNullException);
            Assert.That(() => missing.AmbFirst(), Throws.ArgumentNullException);
        }

        Record(new Pending<int>[] { null! }.MergeCompleted()).Dispose();
        Record(new Pending<int>[] { null! }.ZipAll()).Dispose();
        Assert.That(_seen, Is.EqualTo(["error ArgumentException", "error ArgumentException"]));
    }

    private int IndexOf(Pending<int> item) => _sources.FindIndex(source => ReferenceEquals(source.Pending, item));

    private IDisposable Record<T>(IObservable<T> source) =>
        source.Subscribe(value => _seen.Add($"{value}"), error => _seen.Add($"error {error.GetType().Name}"), () => _seen.Add("completed"));
}
