namespace CallerReactive.Tests.Explore.QueueProperties;

/// <summary>Queues that are filled, closed and opened again at once.</summary>
public sealed class QueueProperties
{
    [Test]
    public void QueueCall_ClosedAndReopened_HandlesOneItemAtATime_AndGoesOn() =>
        Exploration.Explore(static () =>
        {
            var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
            var handled = new List<int>();
            var last = new Gate();
            var inside = 0;
            Action<int> handler = item =>
            {
                Claim.That(Interlocked.Increment(ref inside) == 1, "One item at a time.");
                handled.Add(item);
                if (item == 9)
                    last.Pass();
                Interlocked.Decrement(ref inside);
            };
            Threads.Run(
                () =>
                {
                    caller.QueueCall(handler, 1);
                    caller.QueueCall(handler, 2);
                },
                () => caller.QueueCall(handler, 3),
                () =>
                {
                    caller.QueueClose(handler);
                    caller.QueueClose(handler);
                }
            );
            caller.QueueCall(handler, 9);
            last.WaitFor(1); // a queue that was lost is a deadlock
            Claim.That(caller.QueueGet(handler) is { IsDone: false }, "The queue that works is the one that is found.");
            Claim.That(handled.Distinct().Count() == handled.Count, "No item twice.");
            Claim.That(handled.IndexOf(2) == -1 || handled.IndexOf(1) < handled.IndexOf(2), "In order.");
            caller.End();
            Claim.That(caller.QueueGet(handler) is null or { IsDone: true }, "No queue outlives its caller.");
        });

    [Test]
    public void CallerQueue_EndsEveryPost_HoweverItEnds() =>
        Exploration.Explore(static () =>
        {
            var caller = Caller.StartNew(new CallerOptions { Name = "c", TimeProvider = new ControlledClock() });
            var handled = 0;
            var accepted = 0;
            var queue = caller.OpenQueue<int>(
                (_, _) =>
                {
                    Interlocked.Increment(ref handled);
                    return ValueTask.CompletedTask;
                },
                new CallerQueueOptions { Capacity = 1 }
            );
            Threads.Run(Post, Post, () => queue.Complete(), () => caller.Stop());
            queue.Completion.WhenDone().Wait();
            caller.End();
            Claim.That(handled <= accepted, $"{handled} handled, {accepted} accepted.");
            Claim.That(queue.Count == 0, "Nothing is left in a queue that has ended.");

            void Post()
            {
                for (var item = 0; item < 2; item++)
                {
                    try
                    {
                        queue.PostAsync(item).AsTask().Wait(); // a post that nobody lets in is a deadlock
                        Interlocked.Increment(ref accepted);
                    }
                    catch (AggregateException)
                    {
                        return;
                    }
                }
            }
        });
}
