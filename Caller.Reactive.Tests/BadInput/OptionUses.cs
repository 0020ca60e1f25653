using CallerReactive.Marbles;

namespace CallerReactive.Tests.BadInput;

/// <summary>Uses an option for what it is there for: one that is taken and fails only later was not taken.</summary>
internal static class OptionUses
{
    internal static Task Use(string option, object value) =>
        option switch
        {
            "AsCompletedOptions.MaxConcurrent" => OnACaller(caller => TakeAll(caller, new() { MaxConcurrent = (int)value })),
            "CallOptions.Delay" => OnACaller(caller => Schedule(caller, new() { Delay = (TimeSpan)value })),
            "CallOptions.Delay, of a source" => OnACaller(_ => End(new PendingSource<int>(new CallOptions { Delay = (TimeSpan)value }))),
            "CallerOptions.MaxIdleWorkers" => Live(new() { MaxIdleWorkers = (int)value }),
            "CallerOptions.MaxWorkers" => Live(new() { MaxWorkers = (int)value }),
            "CallerOptions.StallThreshold" => Live(new() { StallThreshold = (TimeSpan)value }),
            "CallerOptions.StopTimeout" => Live(new() { StopTimeout = (TimeSpan)value }),
            "CallerOptions.WorkerIdleTimeout" => Live(new() { WorkerIdleTimeout = (TimeSpan)value }),
            "CallerQueueOptions.Capacity" => OnACaller(caller => Queue(caller, new() { Capacity = (int)value })),
            "MarbleHarnessOptions.Patience" => Run(new() { Patience = (TimeSpan)value }),
            "MarbleHarnessOptions.RealTimeLimit" => Run(new() { RealTimeLimit = (TimeSpan)value }),
            "MarbleHarnessOptions.Resolution" => Run(new() { Resolution = (TimeSpan)value }),
            "MarbleOptions.Frame" => Run(new() { Timing = new() { Frame = (TimeSpan)value } }),
            "MarbleSvgOptions.Width" => Draw(new() { Width = (int)value }),
            "PendingGroupOptions.CancellationTimeout" => OnACaller(caller =>
                Group(caller, new() { CancellationTimeout = (TimeSpan)value })
            ),
            "PendingGroupOptions.Timeout" => OnACaller(caller => Group(caller, new() { Timeout = (TimeSpan)value })),
            _ => throw new NotSupportedException(option),
        };

    private static async Task OnACaller(Func<Caller, Task> use)
    {
        await using var caller = Caller.StartNew("options");
        await use(caller).InTime();
    }

    /// <summary>Workers that come and go, an item that holds the loop for a moment, and a stop that has something to wait for.</summary>
    private static async Task Live(CallerOptions options)
    {
        var caller = Caller.StartNew(options);
        await Task.WhenAll(caller.ToThread(static () => { }).AsTask(), caller.ToThread(static () => { }).AsTask()).InTime();
        await caller.ToThread(static () => { }).InTime();
        var begun = new TaskCompletionSource();
        _ = caller.CallSoon(token =>
        {
            begun.SetResult();
            return Task.Delay(Timeout.Infinite, token);
        });
        await begun.Task.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
    }

    private static async Task TakeAll(Caller caller, AsCompletedOptions options)
    {
        var taken = 0;
        var items = Enumerable.Range(0, 3).Select(number => caller.CallSoon(() => number));
        await caller.CallSoon(async () =>
        {
            await foreach (var ended in caller.AsCompleted(items, options))
                taken++;
        });
        Assert.That(taken, Is.EqualTo(3));
    }

    private static async Task Schedule(Caller caller, CallOptions options)
    {
        var call = caller.ScheduleCall(static () => 1, options);
        if (options.Delay < TimeSpan.FromDays(1))
            Assert.That(await call, Is.EqualTo(1));
        else
        {
            await caller.CallSoon(static () => { });
            Assert.That(call.IsDone, Is.False);
            await call.CancelAsync();
        }
    }

    private static Task Run(MarbleHarnessOptions options)
    {
        using var marbles = new MarbleHarness(options);
        marbles.Observe("seen", marbles.Cold("source", "a")).Expect("a");
        marbles.Run();
        return Task.CompletedTask;
    }

    private static Task Draw(MarbleSvgOptions options)
    {
        using var marbles = new MarbleHarness();
        marbles.Observe("seen", marbles.Cold("source", "a-b|"));
        Assert.That(MarbleSvg.Draw(marbles.Run(), options), Does.Contain($"{options.Width}"));
        return Task.CompletedTask;
    }

    private static Task End(PendingSource<int> source)
    {
        source.TrySetResult(1);
        return source.Pending.AsTask();
    }

    private static async Task Queue(Caller caller, CallerQueueOptions options)
    {
        var came = 0;
        var queue = caller.OpenQueue<int>(
            (item, _) =>
            {
                came += item;
                return ValueTask.CompletedTask;
            },
            options
        );
        await queue.PostAsync(1);
        await queue.PostAsync(2);
        queue.Complete();
        await queue.Completion;
        Assert.That(came, Is.EqualTo(3));
    }

    /// <summary>It is cancelled, by its time-out or by us, and its member listens.</summary>
    private static async Task Group(Caller caller, PendingGroupOptions options)
    {
        Pending? member = null;
        await caller.RunGroupAsync(
            group =>
            {
                member = caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token));
                if (options.Timeout is not { } limit || limit == Timeout.InfiniteTimeSpan || limit > TimeSpan.FromDays(1))
                    group.Cancel();
                return Task.CompletedTask;
            },
            options with
            {
                Mode = PendingGroupMode.CancelQuietly,
            }
        );
        if (member is not null) // a time-out of zero may come before the body begins
            await member.WhenDone(TestContext.CurrentContext.CancellationToken);
    }
}
