using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

internal static class ManyScenarios
{
    /// <summary>
    /// <c>gui</c> iterates the input pendings as they end. <c>max N</c>: they are made while that goes on; <c>leave N</c>: it stops after N; <c>keep</c>: and
    /// leaves the others alone. Option <c>takes</c>: the time that the consumer takes for each.
    /// </summary>
    public static void AsCompleted(DiagramRun run)
    {
        var gui = run.Caller("gui");
        var lane = run.Harness.Record("out", MarbleRowKind.Async);
        var names = run.Names(MarbleRowKind.Pending);
        var takes = run.TimeOption("takes");
        var leave = run.Find("leave") is { } at ? run.Number(at + 1) : int.MaxValue;
        var max = run.Find("max") is { } limit ? run.Number(limit + 1) : (int?)null;
        var options = new AsCompletedOptions { MaxConcurrent = max, CancelUnfinished = run.Find("keep") is null };
        gui.CallSoon(ConsumeAsync);

        async Task ConsumeAsync()
        {
            var pendings = names.Select(Begin);
            var count = 0;
            await foreach (var pending in max is null ? gui.AsCompleted(pendings.ToList(), options) : gui.AsCompleted(pendings, options))
            {
                lane.Value(pending.Name);
                if (takes is { } time)
                    await Task.Delay(time, gui.TimeProvider);
                if (++count == leave)
                    break;
            }
            lane.Complete();
        }

        Pending<string> Begin(string name)
        {
            var pending = run.Pending(name, new CallOptions { Name = name });
            run.Harness.Observe(name, pending);
            return pending;
        }
    }

    /// <summary>The value is what is done, a stroke, and what is not.</summary>
    public static void Wait(DiagramRun run)
    {
        var gui = run.Caller("gui");
        var pendings = Pendings(run);
        var until = Enum.Parse<WaitUntil>(run.Word(1));
        var timeout = run.Find("timeout") is { } at ? run.Time(at + 1) : (TimeSpan?)null;
        var lane = run.Harness.Record("result", MarbleRowKind.Pending);
        var result = gui.Wait(pendings, until, timeout);
        result.OnDone(_ =>
        {
            lane.Value($"{Names(result.Result.Done)}/{Names(result.Result.NotDone)}");
            lane.Complete();
        });
    }

    public static void MergeCompleted(DiagramRun run) =>
        run.Harness.Observe("out", System.Reactive.Linq.Observable.Select(Pendings(run).MergeCompleted(), pending => $"{pending.Name}"));

    public static void ZipAll(DiagramRun run) =>
        run.Harness.Observe("out", System.Reactive.Linq.Observable.Select(Pendings(run).ZipAll(), list => string.Concat(list)));

    public static void AmbFirst(DiagramRun run) =>
        run.Harness.Observe("out", System.Reactive.Linq.Observable.Select(Pendings(run).AmbFirst(), pending => $"{pending.Name}"));

    private static List<Pending<string>> Pendings(DiagramRun run) =>
        [.. run.Names(MarbleRowKind.Pending).Select(name => run.Pending(name, new CallOptions { Name = name }))];

    private static string Names(IEnumerable<Pending<string>> pendings) => string.Concat(pendings.Select(pending => pending.Name));
}
