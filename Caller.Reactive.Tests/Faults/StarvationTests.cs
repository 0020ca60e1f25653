namespace CallerReactive.Tests.Faults;

/// <summary>Every thread of the pool is taken and none comes back: callers keep time, run calls and stop (section 4 of the design).</summary>
[CancelAfter(120_000)]
public sealed class StarvationTests
{
    [Test]
    public async Task AStarvedThreadPool_CostsACallerNothing()
    {
        var (exitCode, output, errors) = await ChildProcess.Run("Caller.Reactive.Child", "starved");
        Assert.That((exitCode, errors), Is.EqualTo((0, "")));
        Assert.That(
            output,
            Is.EqualTo(new[] { "call 1", "async True", "timer 2", "worker 3", "child 4", "periodic 3", "stopped True", "pool busy" })
        );
    }
}
