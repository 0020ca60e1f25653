using System.Collections.Concurrent;

namespace CallerReactive.Tests.Callers.Queues;

/// <summary>Close, cancel, stop: what becomes of the queues of QueueCall.</summary>
internal sealed class QueueCallEndTests
{
    private readonly Recorder _log = new();
    private readonly ConcurrentQueue<string> _seen = new();

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task QueueClose_CancelsWhatRunsDropsTheRestAndSaysHowMany()
    {
        await using var caller = Caller.StartNew(new CallerOptions { Logger = _log });
        var began = new TaskCompletionSource();
        Func<int, CancellationToken, Task> handler = async (item, token) =>
        {
            _seen.Enqueue($"{item}");
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        for (var i = 0; i < 5; i++)
            caller.QueueCall(handler, i);
        await began.Task.WaitAsync(Limit);
        var queue = caller.QueueGet(handler)!;
        var errors = 0;
        caller.UnhandledException += (_, _) => errors++;

        caller.QueueClose(handler);

        Assert.That(caller.QueueGet(handler), Is.Null);
        await queue.WhenDone(Limit);
        await caller.CallSoon(() => { });
        Assert.That((queue.Status, errors), Is.EqualTo((PendingStatus.Cancelled, 0)));
        Assert.That(_seen, Is.EqualTo(["0"]));
        Assert.That(_log.Lines, Has.One.Contains("4 waiting items were dropped"));
    }

    [Test]
    public async Task CancelTheQueuesPending_EndsItOnlyWhenTheRunningItemHasEnded()
    {
        await using var caller = Caller.StartNew("owner");
        var (began, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        Func<int, Task> handler = async _ =>
        {
            began.SetResult();
            await letGo.Task;
        };
        caller.QueueCall(handler, 1);
        await began.Task.WaitAsync(Limit);
        var queue = caller.QueueGet(handler)!;

        queue.Cancel("enough");

        Assert.That((queue.IsCancelled, queue.IsDone, caller.QueueGet(handler)), Is.EqualTo((true, false, (object?)null)));
        letGo.SetResult();
        await queue.WhenDone(Limit);
        Assert.That(queue.CancelReasons, Is.EqualTo(["enough"]));
    }

    [Test]
    public async Task CloseThenQueueAgain_TheNewQueueStaysAndWaitsForTheOldItem()
    {
        await using var caller = Caller.StartNew("owner");
        var (began, letGo, done) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var running = 0;
        Func<int, Task> handler = async item =>
        {
            _seen.Enqueue($"{item} with {running++} others");
            began.TrySetResult();
            if (item == 0)
                await letGo.Task;
            running--;
            if (item == 2)
                done.SetResult();
        };
        caller.QueueCall(handler, 0);
        await began.Task.WaitAsync(Limit);
        var old = caller.QueueGet(handler)!;

        caller.QueueClose(handler);
        caller.QueueCall(handler, 1);
        caller.QueueCall(handler, 2);
        var reopened = caller.QueueGet(handler);
        await caller.CallSoon(() => { });

        Assert.That(_seen, Is.EqualTo(["0 with 0 others"]));
        letGo.SetResult();
        await done.Task.WaitAsync(Limit);
        await old.WhenDone(Limit);
        Assert.That(_seen, Is.EqualTo(["0 with 0 others", "1 with 0 others", "2 with 0 others"]));
        Assert.That(reopened, Is.Not.SameAs(old).And.Not.Null);
        Assert.That(caller.QueueGet(handler), Is.SameAs(reopened), "the old one's end must not remove the new one (D5)");
    }

    [Test]
    public async Task ReopenedQueueClosedBeforeTheOldItemEnds_EndsWithTheOldItem()
    {
        await using var caller = Caller.StartNew("owner");
        var (began, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        Func<int, Task> handler = async _ =>
        {
            began.SetResult();
            await letGo.Task;
        };
        caller.QueueCall(handler, 0);
        await began.Task.WaitAsync(Limit);
        caller.QueueClose(handler);
        caller.QueueCall(handler, 1);
        var second = caller.QueueGet(handler)!;

        caller.QueueClose(handler);

        Assert.That((second.IsCancelled, second.IsDone, caller.QueueGet(handler)), Is.EqualTo((true, false, (object?)null)));
        letGo.SetResult();
        await second.WhenDone(Limit);
        Assert.That(second.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [TestCase(2)]
    [TestCase(5_000, Description = "as many ends in one another would be too much for the stack")]
    public async Task ClosedAndQueuedAgain_ManyTimesWhileOneItemRuns_OnlyTheLastQueueBeginsAndOnlyThen(int times)
    {
        await using var caller = Caller.StartNew("owner");
        var (began, letGo, done) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var running = 0;
        Func<int, Task> handler = async item =>
        {
            _seen.Enqueue($"{item} with {running++} others");
            began.TrySetResult();
            await letGo.Task;
            running--;
            if (item == times)
                done.SetResult();
        };
        caller.QueueCall(handler, 0);
        await began.Task.WaitAsync(Limit);

        for (var item = 1; item <= times; item++)
        {
            caller.QueueClose(handler);
            caller.QueueCall(handler, item);
        }

        await caller.CallSoon(() => { });
        Assert.That(_seen, Is.EqualTo(["0 with 0 others"]));
        letGo.SetResult();
        await done.Task.WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo(["0 with 0 others", $"{times} with 0 others"]));
    }

    [Test]
    public async Task Stop_EndsQueuesCountsWhatWaitedAndTakesNothingMore()
    {
        var caller = Caller.StartNew(new CallerOptions { Name = "owner", Logger = _log });
        var began = new TaskCompletionSource();
        Func<int, CancellationToken, Task> busy = async (_, token) =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        for (var i = 0; i < 4; i++)
            caller.QueueCall(busy, i);
        Action<int> idle = Nothing;
        caller.QueueCall(idle, 1);
        await began.Task.WaitAsync(Limit);
        await caller.CallSoon(() => { });
        var pendings = new[] { caller.QueueGet(busy)!, caller.QueueGet(idle)! };

        await caller.DisposeAsync();

        Assert.That(pendings.Select(queue => queue.Status), Is.EqualTo([PendingStatus.Cancelled, PendingStatus.Cancelled]));
        Assert.That(_log.Lines, Has.One.Contains("'owner' ends: 3 waiting items were dropped"));
        caller.QueueCall(busy, 9);
        Assert.That(caller.QueueGet(busy), Is.Null);
        Assert.That(_log.Lines, Has.One.Contains("An item for a queue of the caller 'owner' was dropped"));
    }

    [Test]
    public async Task StopWhileASyncHandlerIgnoresIt_TheQueueIsAbandonedAndItsPendingEnds()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = TimeSpan.FromMilliseconds(50) });
        using var letGo = new SemaphoreSlim(0);
        var began = new TaskCompletionSource();
        Action<int> handler = _ =>
        {
            began.SetResult();
            letGo.Wait(Limit);
        };
        caller.QueueCall(handler, 1);
        await began.Task.WaitAsync(Limit);
        var queue = caller.QueueGet(handler)!;

        await caller.DisposeAsync();

        Assert.That(queue.Status, Is.EqualTo(PendingStatus.Cancelled));
        letGo.Release();
    }

    private void Nothing(int item) => _seen.Enqueue($"{item}");
}
