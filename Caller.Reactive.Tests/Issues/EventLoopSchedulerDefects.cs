using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Issues;

/// <summary>
/// The known defects of Rx's <c>EventLoopScheduler</c>, by the numbers of section 3.2 of the contract, as things that a caller does not do.
/// </summary>
public sealed partial class EventLoopSchedulerDefects
{
    /// <summary>It swallows any ObjectDisposedException that bears its type's name, also that of another loop.</summary>
    [Test]
    public void Defect06_EndOfAnotherLoop_IsNotSwallowed()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var ended = Caller.Create();
        ended.Stop();
        var reported = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Caller.UnhandledException += (_, args) =>
        {
            args.Handled = true;
            reported.TrySetResult(args.Exception);
        };
        host.Caller.Schedule(() => ended.Schedule(static () => { }));
        Assert.That(host.Await(reported.Task), Is.InstanceOf<ObjectDisposedException>());
    }

    /// <summary>Disposed, it gives observers no terminal event, and the producer gets the ObjectDisposedException.</summary>
    [Test]
    public void Defect07_End_ReachesObserversAndNotProducers()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var source = new Subject<int>();
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = source.ObserveOn(host.Caller).Subscribe(static _ => { }, ended.SetResult);
        Waiting.ForEnd(host.Caller);
        Assert.That(Waiting.For(ended.Task), Is.TypeOf<CallerStoppedException>());
        Assert.That(() => source.OnNext(1), Throws.Nothing);
        Assert.That(source.HasObservers, Is.False);
    }

    /// <summary>#1926: disposed before its thread ran, it leaks its semaphore. Here nothing remains, and the end is told.</summary>
    [Test]
    public void Defect07_EndBeforeTheFirstUse_IsAnEnd()
    {
        var caller = Caller.Create();
        var call = caller.CallSoon(() => 7);
        caller.Stop();
        Assert.That((caller.State, call.Status, caller.Stopped.IsDone), Is.EqualTo((CallerState.Stopped, PendingStatus.Cancelled, true)));
        Assert.That(caller.Start, Throws.InvalidOperationException);
    }

    /// <summary>#1522: after an await in an action the code is on the pool.</summary>
    [Test]
    public void Defect08_AwaitInAnAction_ComesHome()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var home = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Caller.Schedule(() => _ = Walk());
        Assert.That(host.Await(home.Task), Is.SameAs(host.Caller.Thread));

        async Task Walk()
        {
            await Task.Delay(1);
            home.SetResult(Thread.CurrentThread);
        }
    }

    /// <summary>#265: an exception of an action takes the process down, and there is no hook.</summary>
    [Test]
    public void Defect10_UnhandledException_HasAHook()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        host.Caller.UnhandledException += static (_, args) => args.Handled = true;
        host.Caller.Schedule(static () => throw new DivideByZeroException());
        host.Caller.Schedule(TimeSpan.FromTicks(1), static () => throw new DivideByZeroException());
        Assert.That(host.Await(host.Caller.CallLater(TimeSpan.FromMilliseconds(1), static () => 7).AsTask()), Is.EqualTo(7));
    }

    /// <summary>It cannot be waited for, asked, driven by hand or by another clock, nor adopt a thread (#1425, #434, #417).</summary>
    [Test]
    public void Defect11_LoopCanBeDrivenAskedAndWaitedFor()
    {
        var clock = new Callers.SteeredClock();
        var caller = Caller.Create(new CallerOptions { TimeProvider = clock });
        var later = caller.CallLater(TimeSpan.FromHours(1), () => (Thread.CurrentThread, caller.CheckAccess()));
        clock.Advance(TimeSpan.FromHours(1));
        var (thread, onIt) = caller.RunUntil(later);
        Assert.That((thread, onIt, caller.CheckAccess()), Is.EqualTo((Thread.CurrentThread, true, false)));
        caller.Stop();
        Assert.That(caller.DisposeAsync().AsTask().IsCompletedSuccessfully, Is.True);
    }
}
