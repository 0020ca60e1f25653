namespace CallerReactive.Aot;

/// <summary>Queues of handlers, and queues that are held.</summary>
internal static class Queues
{
    internal static async Task Run(Checks checks)
    {
        await using var caller = Caller.StartNew("queues");
        var handled = new List<int>();
        var all = new PendingSource<int>();
        Func<int, Task> handler = async n =>
        {
            await Task.Yield();
            handled.Add(n);
            if (n == 4)
            {
                all.TrySetResult(n);
            }
        };
        for (var i = 0; i < 5; i++)
        {
            caller.QueueCall(handler, i);
        }

        await all.Pending;
        checks.That(handled.SequenceEqual(Enumerable.Range(0, 5)));
        caller.QueueClose(handler);
        checks.That(caller.QueueGet(handler) is null);

        var kept = new List<string>();
        await using var queue = caller.OpenQueue<string>(
            async (text, token) =>
            {
                await Task.Delay(1, token);
                kept.Add(text);
            },
            new CallerQueueOptions { Capacity = 1 }
        );
        foreach (var text in (string[])["a", "b", "c"])
        {
            await queue.PostAsync(text);
        }

        queue.Complete();
        await queue.Completion;
        checks.That(kept.SequenceEqual(["a", "b", "c"]) && !queue.TryPost("d"));
    }
}
