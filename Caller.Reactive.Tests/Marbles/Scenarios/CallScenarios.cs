using System.Reactive.Concurrency;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

internal static class CallScenarios
{
    public static void CallSoon(DiagramRun run)
    {
        var stage = new Stage(run);
        stage.Play(letter => stage.IsAsync ? stage.Gui.CallSoon(stage.Async(letter)) : stage.Gui.CallSoon(stage.Sync(letter)));
    }

    public static void CallLater(DiagramRun run)
    {
        var stage = new Stage(run);
        var delay = run.Time(1);
        stage.Play(letter =>
            stage.IsAsync ? stage.Gui.CallLater(delay, stage.Async(letter)) : stage.Gui.CallLater(delay, stage.Sync(letter))
        );
        if (run.Has("soon"))
            run.Play("soon", letter => stage.Gui.CallSoon(stage.Sync(letter)));
    }

    public static void ToThread(DiagramRun run)
    {
        var workers = run.Find("max") is { } max ? run.Number(max + 1) : (int?)null;
        var stage = new Stage(run, new() { MaxWorkers = workers });
        stage.Play(letter => stage.IsAsync ? stage.Gui.ToThread(stage.Async(letter)) : stage.Gui.ToThread(stage.Sync(letter)));
    }

    public static void CallDirect(DiagramRun run)
    {
        var stage = new Stage(run);
        run.Play(
            "calls",
            letter =>
            {
                if (stage.IsAsync)
                    stage.Gui.CallDirect(() => (Task)stage.Async(letter)(CancellationToken.None));
                else
                    stage.Gui.CallDirect(() =>
                    {
                        stage.Sync(letter)();
                    });
            }
        );
        if (run.Has("soon"))
            run.Play("soon", letter => stage.Gui.CallSoon(stage.Sync(letter)));
    }

    /// <summary>Each letter schedules an action; <c>Schedule 3ms</c> after a time, <c>Schedule at 5ms</c> at a time, <c>Schedule</c> for now.</summary>
    public static void Schedule(DiagramRun run)
    {
        var stage = new Stage(run);
        var at = run.Find("at") is { } index ? run.Time(index + 1) : (TimeSpan?)null;
        var delay = at is null && run.Diagram.Operation.Words.Count > 1 ? run.Time(1) : TimeSpan.Zero;
        var zero = stage.Gui.Now;
        var handles = new Dictionary<string, IDisposable>();
        run.Play(
            "actions",
            letter =>
                handles[letter] = at is { } time
                    ? stage.Gui.Schedule(zero + time, () => stage.Sync(letter)())
                    : stage.Gui.Schedule(delay, () => stage.Sync(letter)())
        );
        if (run.Has("dispose"))
            run.Play("dispose", letter => handles[letter].Dispose());
        stage.PlayCaller();
    }

    /// <summary>Runs from the start; each run writes its number.</summary>
    public static void SchedulePeriodic(DiagramRun run)
    {
        var stage = new Stage(run);
        var handle = stage.Gui.SchedulePeriodic(
            0,
            run.Time(1),
            number =>
            {
                stage.Sync($"{number}")();
                return number + 1;
            }
        );
        if (run.Has("dispose"))
            run.Play("dispose", _ => handle.Dispose());
        stage.PlayCaller();
    }
}
