using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

/// <summary>
/// What many scenarios have in common. Rows: <c>calls</c> submits the call of each letter, <c>cancel</c> cancels it, <c>start</c>, <c>stop</c> and
/// <c>busy</c> do that to the caller <c>gui</c>. Options: <c>takes</c> is the time that a call takes, <c>busy</c> that of a busy caller, <c>throws</c> names
/// the calls that fail, <c>ignores</c> those that ignore their token.
/// </summary>
internal sealed class Stage
{
    private readonly TimeSpan? _takes;
    private readonly string _throws;
    private readonly string _ignores;

    public Stage(DiagramRun run, CallerOptions? options = null)
    {
        Run = run;
        var gui = run.Harness.Caller(
            "gui",
            (options ?? new()) with
            {
                WorkerIdleTimeout = Timeout.InfiniteTimeSpan,
                StopTimeout = run.TimeOption("stop-timeout") ?? TimeSpan.FromSeconds(10),
            },
            start: !run.Has("start")
        );
        Gui = run.Use(gui);
        _takes = run.TimeOption("takes");
        _throws = run.Option("throws") ?? "";
        _ignores = run.Option("ignores") ?? "";
    }

    public DiagramRun Run { get; }

    public MarbleHarness Harness => Run.Harness;

    public Caller Gui { get; }

    public Dictionary<string, Pending> Pendings { get; } = [];

    public bool IsAsync => _takes is not null;

    /// <summary>Plays the row <c>calls</c>, if there is one, and those that do something to the caller.</summary>
    public void Play(Func<string, Pending<string>> submit, string row = "calls")
    {
        if (Run.Has(row))
            Run.Play(row, letter => Submitted(letter, submit(letter)));
        PlayCaller();
    }

    public void PlayCaller()
    {
        if (Run.Has("cancel"))
            Run.Play("cancel", letter => Pendings[letter].Cancel("no longer wanted"));
        if (Run.Has("start"))
            Run.Play("start", _ => Gui.Start());
        if (Run.Has("stop"))
            Run.Play("stop", _ => Gui.Stop());
        if (Run.Has("busy"))
        {
            var time = Run.TimeOption("busy") ?? throw new AssertionException("A row busy needs an option busy: how long");
            Run.Play("busy", letter => Gui.CallDirect(() => (Task)Harness.Work(letter, time)(CancellationToken.None)));
        }
    }

    public void Submitted(string letter, Pending<string> pending)
    {
        Pendings.Add(letter, pending);
        Harness.Observe(letter, pending);
    }

    /// <summary>What a call of this letter does at once.</summary>
    public Func<string> Sync(string letter) =>
        () =>
        {
            Harness.Mark(letter);
            return _throws.Contains(letter) ? throw new MarbleErrorException() : letter;
        };

    /// <summary>What a call of this letter does in its time.</summary>
    public Func<CancellationToken, Task<string>> Async(string letter) =>
        async cancellationToken =>
        {
            await Harness.Work(letter, _takes!.Value)(_ignores.Contains(letter) ? CancellationToken.None : cancellationToken);
            return _throws.Contains(letter) ? throw new MarbleErrorException() : letter;
        };
}
