using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles.Scenarios;

internal static class FamilyScenarios
{
    /// <summary>The caller <c>gui</c>, its child <c>child</c> if a row speaks of it, and what a stop does to both.</summary>
    public static void Stop(DiagramRun run)
    {
        var stage = new Stage(run, new() { IsProtected = run.Find("protected") is not null });
        if (run.Diagram.Expected.Any(row => row.Name == "child"))
        {
            var child = run.Use(stage.Gui.Get("child"));
            stage.Harness.Watch(child);
            stage.Play(letter => child.CallSoon(stage.Async(letter)));
        }
        else
        {
            stage.PlayCaller();
        }
        if (run.Has("force"))
            run.Play("force", _ => stage.Gui.Stop(force: true));
    }
}
