using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

internal static class QueueScenarios
{
    /// <summary>Small letters go to one handler, capital ones to another; the handlers take some time. Row <c>close</c> closes the first queue.</summary>
    public static void QueueCall(DiagramRun run)
    {
        var stage = new Stage(run);
        Func<string, CancellationToken, Task> small = (letter, token) => stage.Async(letter)(token);
        Func<string, CancellationToken, Task> capital = (letter, token) => stage.Async(letter)(token);
        run.Play("items", letter => stage.Gui.QueueCall(char.IsAsciiLetterLower(letter[0]) ? small : capital, letter));
        if (run.Has("close"))
            run.Play("close", _ => stage.Gui.QueueClose(small));
        if (run.Has("calls"))
            stage.Play(letter =>
                stage.Gui.CallSoon(() =>
                {
                    stage.Harness.Mark(letter);
                    return letter;
                })
            );
        else
            stage.PlayCaller();
    }

    /// <summary>A queue that is an object. Row <c>complete</c> completes it, <c>dispose</c> disposes it; <c>capacity N</c> bounds it.</summary>
    public static void OpenQueue(DiagramRun run)
    {
        var stage = new Stage(run);
        var capacity = run.Find("capacity") is { } at ? run.Number(at + 1) : (int?)null;
        var queue = stage.Gui.OpenQueue<string>(
            (letter, token) => new ValueTask(stage.Async(letter)(token)),
            new CallerQueueOptions { Capacity = capacity }
        );
        run.Play("items", letter => Taken(letter));
        stage.Harness.Observe("completion", queue.Completion);
        if (run.Has("complete"))
            run.Play("complete", _ => queue.Complete());
        if (run.Has("dispose"))
            run.Play("dispose", _ => queue.DisposeAsync().AsTask());
        stage.PlayCaller();

        // When an item was taken, not when it was handled.
        void Taken(string letter)
        {
            var lane = stage.Harness.Record($"{letter}", MarbleRowKind.Pending);
            var task = queue.PostAsync(letter).AsTask();
            task.ContinueWith(
                task =>
                {
                    if (task.Exception?.InnerException is { } error)
                        lane.Error(error);
                    else
                        lane.Complete();
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    /// <summary>Each letter of <c>enter</c> enters the caller, and leaves at that of <c>leave</c>.</summary>
    public static void EnterAsync(DiagramRun run)
    {
        var stage = new Stage(run);
        var leases = new Dictionary<string, Task<CallerLease>>();
        run.Play("enter", letter => leases.Add(letter, stage.Gui.EnterAsync().AsTask()));
        run.Play("leave", letter => leases[letter].GetAwaiter().GetResult().DisposeAsync().AsTask());
        if (run.Diagram.Expected.Any(row => row.Name == "child"))
            stage.Harness.Watch(run.Use(stage.Gui.Get("child")));
        stage.Play(letter => stage.Gui.CallSoon(stage.Sync(letter)));
    }

    /// <summary>A service that takes some time to come up and some to go down. Rows <c>start</c>, <c>stop</c> (the caller) and <c>end</c> (the service).</summary>
    public static void StartStopTask(DiagramRun run)
    {
        var up = run.TimeOption("up") ?? TimeSpan.Zero;
        var down = run.TimeOption("down") ?? TimeSpan.Zero;
        var stage = new Stage(run);
        var service = stage.Gui.CreateStartStopTask(ServeAsync);
        stage.Harness.Observe("started", service.Started);
        stage.Harness.Observe("stopping", service.Stopping);
        stage.Harness.Observe("stopped", service.Stopped);
        run.Play("begin", _ => service.Start());
        if (run.Has("end"))
            run.Play("end", _ => service.Stop());
        stage.PlayCaller();

        async Task<string> ServeAsync(StartStopSignals signals)
        {
            var clock = stage.Gui.TimeProvider;
            await Task.Delay(up, clock, signals.StoppingToken);
            stage.Harness.Mark("u");
            signals.Started();
            if (stage.Sync("s") is var serve && run.Option("throws") is not null)
                serve();
            await signals.Stopping;
            await Task.Delay(down, clock);
            stage.Harness.Mark("d");
            return "d";
        }
    }
}
