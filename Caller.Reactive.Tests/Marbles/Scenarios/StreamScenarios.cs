using System.Reactive.Linq;
using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

internal static class StreamScenarios
{
    public static void ObserveOn(DiagramRun run)
    {
        var stage = new Stage(run);
        var caller = run.Caller(run.Word(1));
        var source = run.Find("capacity") is { } at
            ? run.Observable("source").ObserveOn(caller, run.Number(at + 1), Enum.Parse<OverflowPolicy>(run.Word(at + 2)))
            : run.Observable("source").ObserveOn(caller);
        stage.Harness.Observe("out", source);
        if (run.Diagram.Expected.Any(row => row.Name == "out.2"))
            stage.Harness.Observe("out.2", source);
        if (run.Has("calls"))
            stage.Play(letter => stage.Gui.CallSoon(stage.Sync(letter)));
        else
            stage.PlayCaller();
    }

    public static void ObserveLatestOn(DiagramRun run) => Operator(run, (source, _) => source.ObserveLatestOn(run.Caller(run.Word(1))));

    public static void EnsureOn(DiagramRun run) => Operator(run, (source, _) => source.EnsureOn(run.Caller(run.Word(1))));

    /// <summary>The function takes the time of the option <c>takes</c>.</summary>
    public static void SelectOn(DiagramRun run)
    {
        var stage = new Stage(run);
        var max = run.Find("max") is { } at ? run.Number(at + 1) : 1;
        var caller = run.Caller(run.Word(1));
        stage.Harness.Observe("out", run.Observable("source").SelectOn(caller, (letter, token) => stage.Async(letter)(token), max));
        stage.PlayCaller();
    }

    /// <summary>The consumer takes the time of the option <c>consumer</c> for each value.</summary>
    public static void ToAsyncEnumerable(DiagramRun run)
    {
        var stage = new Stage(run);
        var caller = run.Caller(run.Word(1));
        var time = run.TimeOption("consumer");
        var source = run.Find("capacity") is { } at
            ? run.Observable("source").ToAsyncEnumerable(caller, run.Number(at + 1), Enum.Parse<OverflowPolicy>(run.Word(at + 2)))
            : run.Observable("source").ToAsyncEnumerable(caller);
        stage.Harness.Observe(
            "out",
            source,
            caller,
            async _ =>
            {
                if (time is { } busy)
                    await Task.Delay(busy, caller.TimeProvider);
            }
        );
        stage.PlayCaller();
    }

    public static void SubscribeOn(DiagramRun run)
    {
        var stage = new Stage(run);
        var subscription = run.Option("subscription");
        stage.Harness.Observe("out", run.Observable("source").SubscribeOn(run.Caller(run.Word(1))), subscription);
        stage.PlayCaller();
    }

    public static void ToPending(DiagramRun run)
    {
        var stage = new Stage(run);
        stage.Submitted("a", run.Observable("source").ToPending(run.Caller(run.Word(1))));
        stage.PlayCaller();
    }

    /// <summary>Rx's own operators, with the caller as their scheduler.</summary>
    public static void Delay(DiagramRun run) => Operator(run, (source, caller) => source.Delay(run.Time(1), caller));

    public static void Throttle(DiagramRun run) => Operator(run, (source, caller) => source.Throttle(run.Time(1), caller));

    public static void Sample(DiagramRun run) => Operator(run, (source, caller) => source.Sample(run.Time(1), caller));

    public static void Timeout(DiagramRun run) => Operator(run, (source, caller) => source.Timeout(run.Time(1), caller));

    public static void Buffer(DiagramRun run) =>
        Operator(run, (source, caller) => source.Buffer(run.Time(1), caller).Select(list => string.Concat(list)));

    public static void Interval(DiagramRun run)
    {
        var stage = new Stage(run);
        stage.Harness.Observe("out", Observable.Interval(run.Time(1), stage.Gui), run.Option("subscription"));
        stage.PlayCaller();
    }

    private static void Operator(DiagramRun run, Func<IObservable<string>, Caller, IObservable<string>> apply)
    {
        var stage = new Stage(run);
        stage.Harness.Observe("out", apply(run.Observable("source"), stage.Gui));
        stage.PlayCaller();
    }
}
