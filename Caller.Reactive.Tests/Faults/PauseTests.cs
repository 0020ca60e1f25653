using System.Diagnostics;
using System.Reactive.Concurrency;
using CallerReactive.Tests.Callers;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Faults;

/// <summary>A pause in which nothing runs, and after which the clock has moved on: a debugger's, a suspended machine's.</summary>
public sealed class PauseTests
{
    /// <summary>The real thing: the process gets no processor for ten seconds, longer than its timers wait.</summary>
    [Test]
    [CancelAfter(120_000)]
    [Platform(Include = "Linux,MacOsX")]
    public async Task AStoppedProcess_RunsWhatBecameDue_InItsOrder_AndBeforeWhatComesLater()
    {
        using var child = ChildProcess.Start("Caller.Reactive.Child", "paused");
        Assert.That(await child.ReadLine(), Is.EqualTo("ready"));
        await Signal(child, "STOP");
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.CurrentContext.CancellationToken); // not to wait for something: this is the pause
        await child.WriteLine();
        await Signal(child, "CONT");

        var (exitCode, output, errors) = await child.End();
        Assert.That((exitCode, errors), Is.EqualTo((0, "")));
        Assert.That(output[0], Is.EqualTo("first second third after"));
        Assert.That(output[1], Does.StartWith("ticks True"));
    }

    /// <summary>Ten seconds at once, as the caller's clock shows them.</summary>
    [Test]
    public void TenSecondsAtOnce_TimersRunInTheOrderOfTheirTimes_AndPeriodicTicksAreMadeUpFor()
    {
        var clock = new SteeredClock();
        using var host = new OwnThreadHost(new CallerOptions { TimeProvider = clock });
        var order = new List<string>();
        var ticks = 0;
        host.Caller.Schedule(TimeSpan.FromSeconds(9), () => order.Add("9"));
        host.Caller.Schedule(TimeSpan.FromSeconds(3), () => order.Add("3"));
        host.Caller.Schedule(host.Caller.Now.AddSeconds(5), () => order.Add("at 5"));
        host.Caller.Schedule(TimeSpan.FromSeconds(11), () => order.Add("11"));
        using var series = host.Caller.SchedulePeriodic(0, TimeSpan.FromSeconds(1), state => ++ticks);
        Settle(host.Caller, 2);

        clock.Advance(TimeSpan.FromSeconds(10));

        Settle(host.Caller, 20);
        Assert.That(order.Where(static due => due != "at 5"), Is.EqualTo(new[] { "3", "9" }), "relative ones by their times");
        Assert.That((order.Contains("at 5"), order.Contains("11"), ticks), Is.EqualTo((true, false, 10)));
    }

    /// <summary>A pause in the middle of a stop uses up its time-out: what did not end is abandoned, nothing hangs.</summary>
    [Test]
    public void TenSecondsAtOnce_DuringAStop_AbandonsWhatHasNotEnded()
    {
        var clock = new SteeredClock();
        using var host = new OwnThreadHost(new CallerOptions { TimeProvider = clock, StopTimeout = TimeSpan.FromSeconds(5) });
        var never = new TaskCompletionSource();
        var call = host.Caller.CallSoon(() => never.Task);
        Settle(host.Caller, 1);
        host.Caller.Stop();

        clock.Advance(TimeSpan.FromSeconds(10));

        Waiting.For(host.Caller.Stopped.AsTask());
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    private static void Settle(Caller caller, int rounds)
    {
        for (var i = 0; i < rounds; i++)
            Waiting.For(caller.CallSoon(() => { }).AsTask());
    }

    private static async Task Signal(ChildProcess child, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", child.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.CurrentContext.CancellationToken);
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
