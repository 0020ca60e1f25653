namespace CallerReactive.Tests.Groups;

/// <summary>Groups in what runs longer than a call: the handler of a queue, and a service.</summary>
public sealed class PendingGroupHostTests
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task InAHandler_ItIsCancelledWhenTheQueueIs([Values("DisposeAsync", "Cancel", "Stop")] string how)
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var queue = caller.OpenQueue<int>((_, _) => new ValueTask(caller.RunGroupAsync(WaitForTheEnd, null, CancellationToken.None)));
        Assert.That(queue.TryPost(1));
        await _begun.Task.InTime();

        var ended = queue.Completion.Ended();
        switch (how)
        {
            case "DisposeAsync":
                await queue.DisposeAsync().AsTask().InTime();
                break;
            case "Cancel":
                queue.Completion.Cancel();
                break;
            default:
                caller.Stop();
                break;
        }

        await ended; // without the group's end it would not come
        await caller.DisposeAsync().AsTask().InTime();
    }

    [Test]
    public async Task InAHandler_TheTokenOfTheGroupFiresOnceTheItemsAreDropped()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        CallerQueue<int>? queue = null;
        var seen = -1;
        queue = caller.OpenQueue<int>(
            (_, _) =>
                new ValueTask(
                    caller.RunGroupAsync(
                        group =>
                        {
                            group.CancellationToken.Register(() => seen = queue!.Count);
                            return WaitForTheEnd(group);
                        },
                        null,
                        CancellationToken.None
                    )
                )
        );
        Assert.That((queue.TryPost(1), queue.TryPost(2)), Is.EqualTo((true, true)));
        await _begun.Task.InTime();
        await queue.DisposeAsync().AsTask().InTime();
        Assert.That(seen, Is.Zero);
        await caller.DisposeAsync().AsTask().InTime();
    }

    [Test]
    public async Task InAService_AStopDoesNotCancelIt_UnlessItHasTheToken([Values] bool hasToken)
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var service = caller
            .CreateStartStopTask(async signals =>
            {
                PendingGroup? ran = null;
                var fired = new TaskCompletionSource();
                await using var last = signals.StoppingToken.Register(fired.SetResult); // who registers first is called last
                var token = hasToken ? signals.StoppingToken : default;
                try
                {
                    await caller.RunGroupAsync(
                        async group =>
                        {
                            ran = group;
                            signals.Started();
                            await fired.Task;
                        },
                        cancellationToken: token
                    );
                }
                catch (PendingCancelledException) { }

                return ran!.IsCancelled;
            })
            .Start();
        await service.Started.InTime();
        caller.Stop();
        Assert.That(await service.Stopped.InTime(), Is.EqualTo(hasToken));
    }

    private async Task WaitForTheEnd(PendingGroup group)
    {
        _begun.TrySetResult();
        await Task.Delay(Timeout.Infinite, group.CancellationToken);
    }
}
