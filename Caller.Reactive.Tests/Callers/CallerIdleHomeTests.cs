namespace CallerReactive.Tests.Callers;

/// <summary>A caller that is run in turns, seen from its own thread between two of them.</summary>
public sealed class CallerIdleHomeTests
{
    [Test]
    public void WaitingForIt_ThrowsAtOnce()
    {
        var caller = Caller.Create(new CallerOptions { Name = "Turns" });
        Assert.That(caller.RunUntil(caller.CallSoon(() => 1)), Is.EqualTo(1));
        var waiting = caller.CallSoon(() => 2);
        Assert.That(
            () => waiting.Wait(),
            Throws.InvalidOperationException.With.Message.Contains("'Turns'").And.Message.Contains("RunUntil")
        );
        Assert.That(() => caller.SynchronizationContext.Send(_ => { }, null), Throws.InvalidOperationException);
        Assert.That(caller.RunUntil(waiting), Is.EqualTo(2));
        caller.Stop();
    }

    [Test]
    public void WaitingForItsEnd_IsAllowedOnceItStops()
    {
        var caller = Caller.Create();
        caller.RunUntil(caller.CallSoon(() => 1));
        using var gate = new ManualResetEventSlim();
        var inside = new ManualResetEventSlim();
        caller
            .Get("child")
            .CallSoon(() =>
            {
                inside.Set();
                gate.Block();
            });
        inside.Block();
        caller.Stop();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopping));
        gate.Set();
        caller.Stopped.Wait();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));
    }
}
