namespace CallerReactive.Tests.Explore;

/// <summary>How a property ends: with all its threads, so that Coyote finds nobody to interrupt.</summary>
internal static class Ending
{
    internal static void End(this Caller caller)
    {
        caller.Stop(force: true);
        caller.Stopped.Wait(); // a stop that never ends is a deadlock
        caller.Thread?.Join();
    }
}
