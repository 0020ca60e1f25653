using System.Reactive.Concurrency;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Callers;

/// <summary>Decisions 27 and 28: who is told of an exception that is nobody's outcome, and what happens when nobody handles it.</summary>
public sealed class UnhandledExceptionTests
{
    [Test]
    public void ScheduledAction_Unhandled_LeavesRunAsItIs()
    {
        var caller = Caller.Create();
        var error = new DivideByZeroException();
        caller.Schedule(() => throw error);
        Assert.That(caller.Run, Throws.Exception.SameAs(error));
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped), "nobody turns it any more");
    }

    [Test]
    public void PostedCallback_Unhandled_LeavesRunAsItIs()
    {
        var caller = Caller.Create();
        caller.SynchronizationContext.Post(_ => throw new DivideByZeroException(), null);
        Assert.That(caller.Run, Throws.TypeOf<DivideByZeroException>());
    }

    [Test]
    public void Timer_Unhandled_LeavesRunAsItIs()
    {
        var caller = Caller.Create();
        using var timer = caller.TimeProvider.CreateTimer(
            _ => throw new DivideByZeroException(),
            null,
            TimeSpan.FromMilliseconds(1),
            Timeout.InfiniteTimeSpan
        );
        Assert.That(caller.Run, Throws.TypeOf<DivideByZeroException>());
    }

    [Test]
    public void Run_ThatAnExceptionLeaves_EndsWhatWaited()
    {
        var caller = Caller.Create();
        caller.Schedule(() => throw new DivideByZeroException());
        var waiting = caller.CallSoon(() => 7);
        var later = caller.CallLater(TimeSpan.FromHours(1), () => 7);
        Assert.That(caller.Run, Throws.TypeOf<DivideByZeroException>());
        Assert.That((waiting.Status, later.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
    }

    [Test]
    public void AnyOrigin_Handled_TheLoopGoesOn()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var origins = new List<CallerExceptionOrigin>();
        host.Caller.UnhandledException += (_, args) =>
        {
            origins.Add(args.Origin);
            args.Handled = true;
        };
        host.Caller.Schedule(() => throw new DivideByZeroException());
        host.Caller.SynchronizationContext.Post(_ => throw new DivideByZeroException(), null);
        host.Caller.CallDirect(() => throw new DivideByZeroException());
        host.Await(
            host.Caller.CallSoon(() =>
                {
                    // Attached here, where it cannot have ended yet: to one that has, a callback is an ordinary call.
                    host.Caller.CallSoon(() => { }).OnDone(_ => throw new DivideByZeroException());
                })
                .AsTask()
        );
        host.Await(host.Caller.CallSoon(() => { }).AsTask());
        Assert.That(
            origins,
            Is.EquivalentTo(
                new[]
                {
                    CallerExceptionOrigin.ScheduledAction,
                    CallerExceptionOrigin.PostedCallback,
                    CallerExceptionOrigin.DirectCall,
                    CallerExceptionOrigin.Observer,
                }
            )
        );
    }

    [Test]
    public void ItIsRaised_OnTheThreadWhereItHappened()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var caller = host.Caller;
        List<Thread> raisedOn = [];
        caller.UnhandledException += (_, args) =>
        {
            args.Handled = true;
            raisedOn.Add(Thread.CurrentThread);
        };
        caller.Schedule(() => throw new DivideByZeroException());
        caller.SynchronizationContext.Post(_ => throw new DivideByZeroException(), null);
        caller.CallDirect(() => throw new DivideByZeroException());
        caller.QueueCall<int>(_ => throw new DivideByZeroException(), 1);
        var source = host.Await(caller.CallSoon(() => new PendingSource<int>()).AsTask());
        Assert.That(raisedOn, Is.EqualTo(Enumerable.Repeat(caller.Thread, 4)));

        source.Pending.OnDone(_ => throw new DivideByZeroException());
        source.TrySetResult(1); // here, and so is the callback

        Assert.That(raisedOn.Skip(4), Is.EqualTo(new[] { Thread.CurrentThread }));
    }

    [Test]
    public void DirectCall_Unhandled_TheLoopGoesOn()
    {
        var caller = Caller.Create();
        caller.CallDirect(() => throw new DivideByZeroException());
        caller.CallDirect(async () =>
        {
            await Task.Yield();
            throw new DivideByZeroException();
        });
        Assert.That(caller.RunUntil(caller.CallSoon(() => 7)), Is.EqualTo(7));
        Waiting.ForEnd(caller);
    }

    [Test]
    public void Call_ThatThrows_TellsItsPendingOnly()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var reported = 0;
        host.Caller.UnhandledException += (_, _) => reported++;
        var call = host.Caller.CallSoon(() => throw new DivideByZeroException());
        Assert.That(() => host.Await(call.AsTask()), Throws.TypeOf<DivideByZeroException>());
        Assert.That(reported, Is.Zero);
    }

    [Test]
    public void Unhandled_GoesOnToTheParent()
    {
        using var host = new OwnThreadHost(new CallerOptions { Name = "parent" });
        var child = host.Caller.Get("child");
        var heard = new List<string>();
        var reported = new TaskCompletionSource<object?>();
        child.UnhandledException += (_, _) => heard.Add("child");
        host.Caller.UnhandledException += (sender, args) =>
        {
            heard.Add("parent");
            args.Handled = true;
            reported.SetResult(sender);
        };
        child.Schedule(() => throw new DivideByZeroException());
        Assert.That(host.Await(reported.Task), Is.SameAs(child), "the sender is where it happened");
        Assert.That(heard, Is.EqualTo(new[] { "child", "parent" }));
    }

    [Test]
    public void Handled_DoesNotGoOnToTheParent()
    {
        using var host = new OwnThreadHost(new CallerOptions { Name = "parent" });
        var child = host.Caller.Get("child");
        var parentHeard = false;
        child.UnhandledException += (_, args) => args.Handled = true;
        host.Caller.UnhandledException += (_, _) => parentHeard = true;
        child.Schedule(() => throw new DivideByZeroException());
        host.Await(child.CallSoon(() => { }).AsTask());
        Assert.That(parentHeard, Is.False);
    }

    [Test]
    public void HandlerThatThrows_DoesNotKeepTheOthersFromHandling()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        host.Caller.UnhandledException += (_, _) => throw new InvalidOperationException("of the handler");
        host.Caller.UnhandledException += (_, args) => args.Handled = true;
        host.Caller.Schedule(() => throw new DivideByZeroException());
        Assert.That(host.Await(host.Caller.CallSoon(() => 7).AsTask()), Is.EqualTo(7));
    }

    [Test]
    public void StartThatFails_FaultsStartedAndStillStops()
    {
        var options = new ThreadHostOptions { Factory = _ => throw new NotSupportedException("no thread to be had") };
        var caller = Caller.StartNew(new CallerOptions { Host = CallerHost.NewThread(options) });
        Waiting.For(caller.Stopped.AsTask());
        Assert.That(() => Waiting.For(caller.Started.AsTask()), Throws.TypeOf<NotSupportedException>());
    }
}
