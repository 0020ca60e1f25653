using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>What the tests of virtual time begin with.</summary>
internal static class VirtualCaller
{
    internal static Caller On(IScheduler scheduler, CallerOptions? options = null) => Caller.Attach(CallerHost.From(scheduler), options);

    internal static TimeSpan Ticks(long ticks) => TimeSpan.FromTicks(ticks);

    /// <summary>Runs something on the bare scheduler and on a caller over another one, and returns both logs.</summary>
    internal static (List<string> Bare, List<string> Ours) Compare(Action<IScheduler, TestScheduler, List<string>> scenario)
    {
        List<string> bare = [];
        var alone = new TestScheduler();
        scenario(alone, alone, bare);

        List<string> ours = [];
        var inner = new TestScheduler();
        scenario(On(inner), inner, ours);
        return (bare, ours);
    }
}
