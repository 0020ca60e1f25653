using CallerReactive.Tests.Groups;

namespace CallerReactive.Tests.Combinators;

/// <summary>Some items, and ways to enumerate them.</summary>
public abstract class AsCompletedFixture : GroupFixture
{
    protected List<PendingSource<int>> Sources { get; } = [.. Enumerable.Range(0, 6).Select(static _ => new PendingSource<int>())];

    protected IReadOnlyList<Pending<int>> Items => [.. Sources.Select(static source => source.Pending)];

    protected static async Task<int> Count<T>(IAsyncEnumerable<Pending<T>> items)
    {
        var count = 0;
        await Enumerate(items, _ => ++count > 0);
        return count;
    }

    protected static async Task Enumerate<T>(IAsyncEnumerable<Pending<T>> items, Func<Pending<T>, bool> goOn)
    {
        await foreach (var item in items.WithCancellation(Limit))
        {
            Assert.That(item.IsDone, Is.True);
            if (!goOn(item))
            {
                break;
            }
        }
    }

    protected async Task<int> Next(IAsyncEnumerator<Pending<int>> all)
    {
        Assert.That(await all.MoveNextAsync().AsTask().WaitAsync(Limit), Is.True);
        return IndexOf(all.Current);
    }

    protected int IndexOf(Pending<int> item) => Sources.FindIndex(source => ReferenceEquals(source.Pending, item));

    /// <summary>Until the caller has done what it had to do by now, and what that led to.</summary>
    protected async Task Turns()
    {
        for (var i = 0; i < 10; i++)
        {
            await Home.CallSoon(static () => { }).AsTask().WaitAsync(Limit);
        }
    }
}
