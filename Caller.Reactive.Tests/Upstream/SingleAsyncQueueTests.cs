using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Upstream;

/// <summary>
/// test_common.py, TestSingleAsyncQueue: many producers, one consumer, one use. Here that is a subject that is read by <c>ToAsyncEnumerable(caller)</c>. What the original hands
/// to its reject function the subject drops: nobody observes it any more. appendleft has no counterpart.
/// </summary>
internal sealed class SingleAsyncQueueTests
{
    private readonly Subject<int> _queue = new();

    [Test]
    public async Task Functional()
    {
        await using var caller = Caller.StartNew("caller");
        var stream = _queue.ToAsyncEnumerable(caller);
        await using var reader = stream.GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        for (var i = 0; i < 4; i++)
            _queue.OnNext(i);
        for (var i = 0; i < 3; i++)
            Assert.That((await reader.MoveNextAsync(), reader.Current), Is.EqualTo((true, i)));

        await reader.DisposeAsync();

        Assert.That((_queue.HasObservers, await reader.MoveNextAsync()), Is.EqualTo((false, false)));
        _queue.OnNext(4);
        Assert.That(await reader.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task Aiter()
    {
        // Unlike the original, a second reader is a subscription of its own and not an empty one.
        await using var caller = Caller.StartNew("caller");
        var stream = _queue.ToAsyncEnumerable(caller);
        await using var one = stream.GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        await using var two = stream.GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        _queue.OnNext(1);
        Assert.That((await one.MoveNextAsync(), one.Current, await two.MoveNextAsync(), two.Current), Is.EqualTo((true, 1, true, 1)));
    }

    [Test]
    public async Task Resume()
    {
        await using var caller = Caller.StartNew("caller");
        await using var reader = _queue.ToAsyncEnumerable(caller).GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        for (var i = 0; i < 10; i++)
        {
            var reading = reader.MoveNextAsync();
            if (i % 2 == 1)
                await caller.CallSoon(() => { });
            _queue.OnNext(i);
            Assert.That((await reading, reader.Current), Is.EqualTo((true, i)));
        }
    }

    [Test]
    public async Task Stop()
    {
        await using var caller = Caller.StartNew("caller");
        await using var reader = _queue.ToAsyncEnumerable(caller).GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        for (var i = 0; i < 3; i++)
            _queue.OnNext(i);
        await reader.MoveNextAsync();
        await reader.DisposeAsync();
        Assert.That(await reader.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task Stop_early()
    {
        await using var caller = Caller.StartNew("caller");
        _queue.OnCompleted();
        await using var reader = _queue.ToAsyncEnumerable(caller).GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        _queue.OnNext(1);
        Assert.That(await reader.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task Stop_waiting()
    {
        await using var caller = Caller.StartNew("caller");
        await using var reader = _queue.ToAsyncEnumerable(caller).GetAsyncEnumerator(TestContext.CurrentContext.CancellationToken);
        var reading = reader.MoveNextAsync().AsTask();
        await reader.DisposeAsync();
        Assert.That(await reading.InTime(), Is.False);
    }

    [Test]
    public async Task Extend_reject()
    {
        // The queue with a handler: what comes after the end is refused to whoever posts it.
        await using var caller = Caller.StartNew("caller");
        var queue = caller.OpenQueue<int>((_, _) => default);
        await queue.DisposeAsync();
        Assert.That(Enumerable.Range(0, 3).Select(queue.TryPost), Is.All.False);
    }
}
