using System.Collections.Concurrent;

namespace CallerReactive.Tests.Callers.Queues;

internal sealed class CallerQueueTests
{
    private readonly ConcurrentQueue<int> _seen = new();
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Complete_HandlesWhatWaitsThenEnds()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = caller.OpenQueue<int>(Hold);
        for (var i = 0; i < 5; i++)
            queue.TryPost(i);

        queue.Complete();

        Assert.That((queue.TryPost(9), queue.Completion.IsDone), Is.EqualTo((false, false)));
        Assert.That(async () => await queue.PostAsync(9, Limit), Throws.InvalidOperationException.With.Message.Contains("completed"));
        _letGo.SetResult();
        await queue.Completion.WhenDone(Limit);
        Assert.That((queue.Completion.Status, queue.Count), Is.EqualTo((PendingStatus.Succeeded, 0)));
        Assert.That(_seen, Is.EqualTo(Enumerable.Range(0, 5)));
    }

    [Test]
    public async Task CompleteOnAnIdleQueue_EndsAtOnce_AndTwiceDoesNoHarm()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = caller.OpenQueue<int>(Hold);
        queue.Complete();
        queue.Complete();
        Assert.That(queue.Completion.Status, Is.EqualTo(PendingStatus.Succeeded));
    }

    [Test]
    public async Task Bounded_PostAsyncWaitsAndPostersGetInInTurn()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = caller.OpenQueue<int>(Hold, new CallerQueueOptions { Capacity = 2 });
        await queue.PostAsync(0, Limit);
        await _began.Task.WaitAsync(Limit); // 0 is being handled and takes no room
        await queue.PostAsync(1, Limit);
        await queue.PostAsync(2, Limit);
        var third = queue.PostAsync(3, Limit).AsTask();
        var fourth = queue.PostAsync(4, Limit).AsTask();

        Assert.That((queue.Count, queue.TryPost(9), third.IsCompleted, fourth.IsCompleted), Is.EqualTo((2, false, false, false)));
        _letGo.SetResult();
        await Task.WhenAll([third, fourth]).WaitAsync(Limit);
        queue.Complete();
        await queue.Completion.WhenDone(Limit);
        Assert.That(_seen, Is.EqualTo(Enumerable.Range(0, 5)));
    }

    [Test]
    public async Task Bounded_CompleteWhilePostersWait_HandlesTheirItemsToo()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = await FullQueue(caller);
        var waiting = queue.PostAsync(2, Limit).AsTask();

        queue.Complete();
        _letGo.SetResult();

        await waiting.WaitAsync(Limit);
        await queue.Completion.WhenDone(Limit);
        Assert.That(_seen, Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public async Task Bounded_CancelledPoster_LeavesTheLineAndItsItemIsNotTaken()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = await FullQueue(caller);
        using var source = new CancellationTokenSource();
        var givesUp = queue.PostAsync(2, source.Token).AsTask();
        var waits = queue.PostAsync(3, Limit).AsTask();

        await source.CancelAsync();

        Assert.That(async () => await givesUp, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await queue.PostAsync(4, source.Token), Throws.InstanceOf<OperationCanceledException>());
        _letGo.SetResult();
        await waits.WaitAsync(Limit);
        queue.Complete();
        await queue.Completion.WhenDone(Limit);
        Assert.That(_seen, Is.EqualTo([0, 1, 3]));
    }

    [Test]
    public async Task Dispose_DropsWhatWaitsCancelsWhatRunsAndRefusesPosters()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = caller.OpenQueue<int>(
            async (item, token) =>
            {
                _seen.Enqueue(item);
                _began.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            new CallerQueueOptions { Capacity = 1, Name = "prints" }
        );
        await queue.PostAsync(0, Limit);
        await _began.Task.WaitAsync(Limit);
        await queue.PostAsync(1, Limit);
        var waits = queue.PostAsync(2, Limit).AsTask();

        await queue.DisposeAsync();
        await queue.DisposeAsync();

        Assert.That((queue.Completion.Status, queue.Completion.Name, queue.Count), Is.EqualTo((PendingStatus.Cancelled, "prints", 0)));
        Assert.That(async () => await waits, Throws.InvalidOperationException.With.Message.Contains("prints"));
        Assert.That((queue.TryPost(3), _seen), Is.EqualTo((false, (int[])[0])));
    }

    [Test]
    public async Task DisposeInsideTheHandler_DoesNotWaitForItself()
    {
        await using var caller = Caller.StartNew("owner");
        CallerQueue<int> queue = null!;
        queue = caller.OpenQueue<int>(
            async (_, _) =>
            {
                await Task.Yield();
                await queue.DisposeAsync();
                _seen.Enqueue(1);
            }
        );
        queue.TryPost(1);

        await queue.Completion.WhenDone(Limit);
        Assert.That(_seen, Is.EqualTo([1]));
    }

    [Test]
    public async Task CallerStops_PostersGetAClearErrorAndLaterOnesToo()
    {
        var caller = Caller.StartNew("owner");
        var queue = await FullQueue(caller, obeys: true);
        var waits = queue.PostAsync(2, Limit).AsTask();

        await caller.DisposeAsync();

        Assert.That(async () => await waits, Throws.InstanceOf<CallerStoppedException>().With.Message.Contains("owner"));
        Assert.That(async () => await queue.PostAsync(3, Limit), Throws.InstanceOf<CallerStoppedException>());
        Assert.That((queue.TryPost(4), queue.Completion.Status), Is.EqualTo((false, PendingStatus.Cancelled)));
        var late = caller.OpenQueue<int>(Hold);
        Assert.That((late.TryPost(1), late.Completion.Status), Is.EqualTo((false, PendingStatus.Cancelled)));
    }

    [Test]
    public async Task CancelTheCompletion_DropsWhatWaits_AndWhatRunsGetsItsToken()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = await FullQueue(caller, obeys: true);

        queue.Completion.Cancel("enough");

        await queue.Completion.WhenDone(Limit);
        Assert.That((queue.Completion.Status, queue.Count), Is.EqualTo((PendingStatus.Cancelled, 0)));
        Assert.That((queue.Completion.CancelReasons, _seen), Is.EqualTo((new[] { "enough" }, (int[])[0])));
    }

    [Test]
    public async Task AHandlerThatPostsToItsOwnFullQueue_WaitsForItself()
    {
        await using var caller = Caller.StartNew("owner");
        CallerQueue<int> queue = null!;
        Task? post = null;
        queue = caller.OpenQueue<int>(
            async (_, _) =>
            {
                await _letGo.Task;
                post = queue.PostAsync(2, Limit).AsTask();
                _began.SetResult();
                await post;
            },
            new CallerQueueOptions { Capacity = 1 }
        );
        await queue.PostAsync(0, Limit);
        await queue.PostAsync(1, Limit);
        _letGo.SetResult();
        await _began.Task.WaitAsync(Limit);
        await caller.CallSoon(() => { });
        Assert.That((post!.IsCompleted, queue.Count), Is.EqualTo((false, 1)));

        await queue.DisposeAsync();

        Assert.That(async () => await post, Throws.InvalidOperationException);
    }

    [Test]
    public async Task TheExecutionContext_IsThatOfThePost_AlsoOfOneThatWaited()
    {
        await using var caller = Caller.StartNew("owner");
        var local = new AsyncLocal<string?>();
        var seen = new ConcurrentQueue<string>();
        var queue = caller.OpenQueue<int>(
            async (item, _) =>
            {
                seen.Enqueue($"{item} {local.Value}");
                local.Value = "leak";
                _began.TrySetResult();
                await _letGo.Task;
            },
            new CallerQueueOptions { Capacity = 1 }
        );
        local.Value = "a";
        queue.TryPost(0);
        await _began.Task.WaitAsync(Limit);
        local.Value = "b";
        queue.TryPost(1);
        local.Value = "c";
        var waits = queue.PostAsync(2, Limit).AsTask();
        local.Value = null;
        queue.Complete();
        _letGo.SetResult();
        await waits.WaitAsync(Limit);
        await queue.Completion.WhenDone(Limit);
        Assert.That(seen, Is.EqualTo(["0 a", "1 b", "2 c"]));
    }

    [Test]
    public async Task WithoutACapacity_AnyNumberMayWait()
    {
        await using var caller = Caller.StartNew("owner");
        var queue = caller.OpenQueue<int>(Hold);
        queue.TryPost(0);
        await _began.Task.WaitAsync(Limit);
        Assert.That(Enumerable.Range(1, 10_000).All(queue.TryPost), Is.True);
        Assert.That((queue.Count, queue.PostAsync(10_001, Limit).AsTask().IsCompletedSuccessfully), Is.EqualTo((10_000, true)));
        _letGo.SetResult();
        queue.Complete();
        await queue.Completion.WhenDone(Limit);
        Assert.That(_seen, Is.EqualTo(Enumerable.Range(0, 10_002)));
    }

    [Test]
    public async Task WithoutAName_ItHasItsHandlers()
    {
        await using var caller = Caller.StartNew("owner");
        static ValueTask Local(int item, CancellationToken token) => default;
        Assert.That(
            new[] { caller.OpenQueue<int>(Hold), caller.OpenQueue<int>(Local), caller.OpenQueue<int>((_, _) => default) }.Select(
                static queue => queue.Completion.Name
            ),
            Is.EqualTo([nameof(Hold), nameof(Local), $"lambda in {nameof(WithoutAName_ItHasItsHandlers)}"])
        );
    }

    [Test]
    public async Task OpenQueue_TheSameHandlerTwice_AreTwoQueues()
    {
        await using var caller = Caller.StartNew("owner");
        var (one, two) = (caller.OpenQueue<int>(Hold), caller.OpenQueue<int>(Hold));
        one.TryPost(1);
        await _began.Task.WaitAsync(Limit);
        await two.DisposeAsync();
        Assert.That(one.Completion.IsDone, Is.False);
        _letGo.SetResult();
    }

    [Test]
    public async Task WarmQueue_AnItemAllocatesNothing()
    {
        await using var caller = Caller.Create();
        var queue = caller.OpenQueue<int>((_, _) => default);
        var allocated = caller.RunUntil(
            caller.CallSoon(async () =>
            {
                long before = 0;
                for (var round = 0; round < 3; round++)
                {
                    before = GC.GetAllocatedBytesForCurrentThread();
                    for (var i = 0; i < 200; i++)
                        queue.TryPost(i);
                    await Task.Yield(); // behind the items
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            })
        );

        Assert.That(allocated, Is.LessThan(200 * 4));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public async Task BadCapacity_IsRefused(int capacity)
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(
            () => caller.OpenQueue<int>(Hold, new CallerQueueOptions { Capacity = capacity }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Capacity")
        );
    }

    [Test]
    public async Task BadInput_IsRefused()
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(() => caller.OpenQueue<int>(null!), Throws.ArgumentNullException);
        Assert.That(
            () => caller.OpenQueue<int>(Hold, new CallerQueueOptions { Name = " " }),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("Name")
        );
    }

    private async Task<CallerQueue<int>> FullQueue(Caller caller, bool obeys = false)
    {
        var queue = caller.OpenQueue<int>(obeys ? HoldOrEnd : Hold, new CallerQueueOptions { Capacity = 1 });
        await queue.PostAsync(0, Limit);
        await _began.Task.WaitAsync(Limit);
        await queue.PostAsync(1, Limit);
        return queue;
    }

    private async ValueTask Hold(int item, CancellationToken token)
    {
        _seen.Enqueue(item);
        _began.TrySetResult();
        await _letGo.Task;
    }

    private async ValueTask HoldOrEnd(int item, CancellationToken token)
    {
        _seen.Enqueue(item);
        _began.TrySetResult();
        await _letGo.Task.WaitAsync(token);
    }
}
