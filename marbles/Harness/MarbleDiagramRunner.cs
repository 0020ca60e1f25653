namespace CallerReactive.Marbles;

/// <summary>Runs diagram files.</summary>
public static class MarbleDiagramRunner
{
    /// <summary>
    /// Runs a diagram through a scenario and compares all its expected rows. The option <c>stop</c> says how long it runs (until nothing is left, if it is not
    /// given); the option <c>allow</c> names what is no failure: <c>unfinished work</c>, <c>live children</c>, <c>stray exceptions</c>, parted by commas.
    /// </summary>
    /// <param name="diagram">The diagram.</param>
    /// <param name="scenario">Does what the operation says. Before it returns it must have used, or named (<see cref="DiagramRun.Names"/>), every input row, and read every option
    /// and every word of the operation.</param>
    /// <param name="options">How the harness runs; the diagram's timing and <c>allow</c> come on top.</param>
    /// <returns>What happened, to draw it.</returns>
    /// <exception cref="MarbleAssertionException">Something happened otherwise than the diagram says.</exception>
    /// <exception cref="MarbleFormatException">Diagram and scenario do not fit.</exception>
    public static RecordedRun Run(this MarbleDiagram diagram, Action<DiagramRun> scenario, MarbleHarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(diagram);
        ArgumentNullException.ThrowIfNull(scenario);
        using var harness = new MarbleHarness(Allow(diagram, options ?? MarbleHarnessOptions.Default) with { Timing = diagram.Timing });
        var run = new DiagramRun(diagram, harness);
        run.Option("allow");
        var until = run.TimeOption("stop");
        foreach (var row in diagram.Inputs.Concat(diagram.Expected))
            harness.Note(row.Row);
        scenario(run);
        run.RequireAllRead();
        harness.Execute(until?.Ticks);
        return run.Finish(until);
    }

    private static MarbleHarnessOptions Allow(MarbleDiagram diagram, MarbleHarnessOptions options)
    {
        if (diagram.Option("allow") is not { } allow)
            return options;
        foreach (var word in allow.Value.Split(',', StringSplitOptions.TrimEntries))
        {
            options = word switch
            {
                "unfinished work" => options with { AllowUnfinishedWork = true },
                "live children" => options with { AllowLiveChildren = true },
                "stray exceptions" => options with { AllowStrayExceptions = true },
                _ => throw allow.Source.Error(
                    allow.Source.Column,
                    $"\"unfinished work\", \"live children\" and \"stray exceptions\" can be allowed, not \"{word}\""
                ),
            };
        }
        return options;
    }
}
