using System.Collections.Concurrent;

namespace CallerReactive.Tests.Upstream;

/// <summary>test_caller.py, what is about queues. Names are the original's.</summary>
internal sealed class QueueTests
{
    [Test]
    public async Task Execution_queue()
    {
        await using var caller = Caller.StartNew("caller");
        for (var round = 0; round < 2; round++)
        {
            var results = new ConcurrentQueue<int>();
            var first = new TaskCompletionSource();
            Func<int, CancellationToken, Task> func = async (item, token) =>
            {
                if (item > 0)
                {
                    first.SetResult();
                    await Task.Delay(Timeout.Infinite, token);
                }

                results.Enqueue(item);
            };
            for (var i = 0; i < 10; i++)
                caller.QueueCall(func, i);

            Assert.That(caller.QueueGet(func), Is.Not.Null);
            await first.Task.InTime();
            Assert.That(results, Is.EqualTo([0]));
            caller.QueueClose(func);
            Assert.That(caller.QueueGet(func), Is.Null);
        }
    }

    [Test]
    public async Task Execution_queue_from_thread()
    {
        await using var caller = Caller.StartNew("caller");
        var set = new TaskCompletionSource<int>();
        await caller.ToThread(() => caller.QueueCall(set.SetResult, 1)).InTime();
        Assert.That(await set.Task.InTime(), Is.EqualTo(1));
    }

    [Test]
    public async Task Queue_call_cancelled_by_the_function_itself()
    {
        await using var caller = Caller.StartNew("caller");
        var okay = new TaskCompletionSource();
        Action<bool> func = cancels =>
        {
            if (cancels)
                throw new OperationCanceledException();
            okay.SetResult();
        };
        caller.QueueCall(func, true);
        caller.QueueCall(func, false);
        await okay.Task.InTime();
        Assert.That(caller.QueueGet(func)!.IsDone, Is.False);
    }

    [Test]
    public async Task Queue_cancel()
    {
        await using var caller = Caller.StartNew("caller");
        var started = new TaskCompletionSource();
        Func<int, CancellationToken, Task> func = async (_, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        caller.QueueCall(func, 1);
        var pending = caller.QueueGet(func)!;
        await started.Task.InTime();
        pending.Cancel();
        await pending.Ended();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Balanced(bool async)
    {
        await using var caller = Caller.StartNew("caller");
        const int n = 1000;
        var results = new List<string>();
        var done = new TaskCompletionSource();
        async Task Func(string value)
        {
            if (async)
                await Task.CompletedTask;
            results.Add(value);
            if (results.Count == 3 * n)
                done.SetResult();
        }

        await caller.CallSoon(() =>
        {
            for (var i = 0; i < n; i++)
            {
                caller.CallDirect(() => Func("call_direct"));
                caller.QueueCall(Func, "queue_call");
                _ = caller.CallSoon(() => Func("call_soon"));
            }
        });
        await done.Task.InTime();
        Assert.That(
            results,
            Is.EqualTo(Enumerable.Repeat((string[])["call_direct", "queue_call", "call_soon"], n).SelectMany(names => names))
        );
    }
}
