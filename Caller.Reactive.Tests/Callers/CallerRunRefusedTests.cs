using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Callers;

/// <summary>A mistaken Run or RunUntil is refused, and the caller that it is refused for does not notice.</summary>
public sealed class CallerRunRefusedTests
{
    [Test]
    public void Run_OnASecondThread_ThrowsAndLeavesTheFirstAlone()
    {
        using var host = new RunThreadHost(new CallerOptions { Name = "adopted" });
        Waiting.For(host.Caller.Started.AsTask());
        Assert.That(host.Caller.Run, Throws.InvalidOperationException.With.Message.Contains("made by the test"));
        Assert.That(() => host.Caller.RunUntil(host.Caller.Stopped), Throws.InvalidOperationException);
        Assert.That(Waiting.For(host.Caller.CallSoon(() => 7).AsTask()), Is.EqualTo(7));
        Assert.That(host.Caller.State, Is.EqualTo(CallerState.Running));
    }

    [Test]
    public void Run_InsideItself_ThrowsAndLeavesItRunning()
    {
        using var host = new RunThreadHost(new CallerOptions { Name = "adopted" });
        var caller = host.Caller;
        var refusals = Waiting.For(
            caller
                .CallSoon(() =>
                {
                    var run = Assert.Throws<InvalidOperationException>(caller.Run);
                    var until = Assert.Throws<InvalidOperationException>(() => caller.RunUntil(caller.Stopped));
                    return new[] { run!.Message, until!.Message };
                })
                .AsTask()
        );
        Assert.That(refusals, Has.All.Contains("runs already"));

        // What a refused RunUntil left behind once made the next stop end the loop from outside, beside its pump.
        Assert.That(Waiting.For(caller.CallSoon(() => 7).AsTask()), Is.EqualTo(7));
        var atHome = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = caller.CallSoon(async () =>
        {
            await caller.Stopping;
            await Task.Yield();
            atHome.SetResult(caller.CheckAccess());
        });
        Waiting.For(caller.CallSoon(() => { }).AsTask());
        caller.Stop();
        Assert.That(Waiting.For(atHome.Task), Is.True);
        Waiting.For(caller.Stopped.AsTask());
    }

    [Test]
    public void Run_OfACallerWithItsOwnThread_ThrowsAndLeavesItRunning()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        Assert.That(host.Caller.Run, Throws.InvalidOperationException);
        Assert.That(Waiting.For(host.Caller.CallSoon(() => 7).AsTask()), Is.EqualTo(7));
    }

    [Test]
    public void RunUntil_AfterAnExceptionLeftIt_GoesOn()
    {
        var caller = Caller.Create();
        caller.Schedule(() => throw new DivideByZeroException());
        var later = caller.CallSoon(() => 7);
        Assert.That(() => caller.RunUntil(later), Throws.TypeOf<DivideByZeroException>());
        Assert.That(caller.RunUntil(later), Is.EqualTo(7));
        Waiting.ForEnd(caller);
    }

    [Test]
    public void RunUntil_WhileAnotherThreadStopsIt_AlwaysEnds()
    {
        for (var i = 0; i < 200; i++)
        {
            var caller = Caller.Create();
            caller.RunUntil(caller.CallSoon(() => 0));
            var waiting = caller.CallSoon(() => 7);
            using var go = new Barrier(2);
            var stopping = Waiting.OnOtherThread(() =>
            {
                go.SignalAndWait();
                caller.Stop();
            });
            go.SignalAndWait();
            try
            {
                caller.RunUntil(waiting);
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or CallerStoppedException) { }

            Waiting.For(stopping);
            Waiting.For(caller.Stopped.AsTask());
            Waiting.For(waiting.WhenDone());
        }
    }
}
