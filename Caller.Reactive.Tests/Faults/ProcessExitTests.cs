namespace CallerReactive.Tests.Faults;

/// <summary>How a process ends whose callers have work in flight (decision 4).</summary>
[CancelAfter(120_000)]
public sealed class ProcessExitTests
{
    private const string Child = "Caller.Reactive.Child";

    [Test]
    public async Task BackgroundThreads_TheDefault_DoNotHoldTheProcess() =>
        Assert.That(await OutputOf("background", 3), Is.EqualTo(new[] { "begun" }), "neither what runs nor what waits goes on");

    [Test]
    public async Task AForegroundThread_HoldsTheProcess_UntilItsCallerHasStopped()
    {
        var output = await OutputOf("foreground", 4);
        Assert.That(output.Where(line => line != "main is over"), Is.EqualTo(new[] { "call 0", "call 1", "call 2", "last" }));
    }

    [Test]
    public async Task EnvironmentExit_InACall_EndsTheProcess() => Assert.That(await OutputOf("exit-in-call", 5), Is.Empty);

    [Test]
    public async Task AStopInAHandlerOfProcessExit_LetsFinallyBlocksRun() =>
        Assert.That(await OutputOf("exit-handler", 6), Is.EqualTo(new[] { "cleaned up", "stopped" }));

    [Test]
    public async Task WhatAScheduledActionThrows_UnhandledByAll_EndsTheProcess_AndIsNamed()
    {
        var (exitCode, _, errors) = await ChildProcess.Run(Child, "unhandled");
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(errors, Does.Contain(nameof(InvalidTimeZoneException)).And.Contain("of the action"));
    }

    private static async Task<string[]> OutputOf(string scenario, int exitCode)
    {
        var (code, output, errors) = await ChildProcess.Run(Child, scenario);
        Assert.That((code, errors), Is.EqualTo((exitCode, "")));
        return output;
    }
}
