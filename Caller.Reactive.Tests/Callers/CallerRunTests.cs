using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace CallerReactive.Tests.Callers;

/// <summary>Create, Run, RunUntil and Start in every order, the wrong ones included.</summary>
public sealed class CallerRunTests
{
    [Test]
    public void Run_ReturnsWhatMainReturns_OnThisThread()
    {
        var here = Thread.CurrentThread;
        var (result, thread, stopped) = Caller.Run(
            async caller =>
            {
                await Task.Yield();
                return (caller, Thread.CurrentThread, caller.Stopped);
            },
            new CallerOptions { Name = "Main" }
        );
        Assert.That((result.Name, thread, result.State, stopped.IsDone), Is.EqualTo(("Main", here, CallerState.Stopped, true)));
        Assert.That(Caller.TryGetCurrent(out _), Is.False, "The thread is as before");
        Assert.That(SynchronizationContext.Current, Is.Not.SameAs(result.SynchronizationContext));
    }

    [Test]
    public void Run_ThrowsWhatMainThrows()
    {
        Assert.That(() => Caller.Run(_ => throw new FormatException()), Throws.TypeOf<FormatException>());
        Assert.That(() => Caller.Run(_ => Task.FromException(new FormatException())), Throws.TypeOf<FormatException>());
        Assert.That(() => Caller.Run(_ => null!), Throws.InvalidOperationException);
        Assert.That(() => Caller.Run<int>(_ => null!), Throws.InvalidOperationException);
        Assert.That(() => Caller.Run((Func<Caller, Task>)null!), Throws.ArgumentNullException);
        Assert.That(() => Caller.Run((Func<Caller, Task<int>>)null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Run_ThatIsStoppedInside_IsCancelled() =>
        Assert.That(
            () =>
                Caller.Run(async caller =>
                {
                    caller.Stop();
                    await caller.Stopped;
                }),
            Throws.TypeOf<PendingCancelledException>()
        );

    [Test]
    public void Run_StopsTheChildrenBeforeItReturns()
    {
        var child = Caller.Run(caller => Task.FromResult(caller.Get("child")));
        Assert.That(child.State, Is.EqualTo(CallerState.Stopped));
    }

    [Test]
    public async Task Run_OfACreatedCaller_RunsUntilItStops()
    {
        await using var caller = Caller.Create();
        var early = caller.CallSoon(() => Thread.CurrentThread);
        Assert.That((caller.State, caller.Thread, early.Status), Is.EqualTo((CallerState.Created, default(Thread), PendingStatus.Queued)));
        _ = caller.CallSoon(() => caller.Stop());
        var here = Thread.CurrentThread;
        caller.Run();
        Assert.That((caller.State, early.Result), Is.EqualTo((CallerState.Stopped, here)));
        Assert.That(caller.Run, Throws.InvalidOperationException.With.Message.Contains("has stopped"));
        Assert.That(caller.Start, Throws.InvalidOperationException);
        Assert.That(() => caller.RunUntil(Pending<int>.FromResult(1)), Throws.InvalidOperationException);
    }

    [Test]
    public void RunUntil_RunsWhatIsWaitedFor_AgainAndAgain()
    {
        var caller = Caller.Create();
        Assert.That(caller.RunUntil(caller.CallSoon(() => 1)), Is.EqualTo(1));
        Assert.That(caller.State, Is.EqualTo(CallerState.Running), "In between nothing runs");
        var waiting = caller.CallSoon(() => 2);
        Assert.That(waiting.Status, Is.EqualTo(PendingStatus.Queued));
        Assert.That(caller.RunUntil(caller.CallSoon(() => 3)), Is.EqualTo(3));
        Assert.That(waiting.Result, Is.EqualTo(2));
        Assert.That(() => caller.RunUntil(caller.CallSoon(int () => throw new FormatException())), Throws.TypeOf<FormatException>());
        caller.Stop();
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped), "Nobody pumps: a stop ends it at once");
    }

    [Test]
    public void RunUntil_WhatHasEnded_DoesNotMakeALaterRunReturn()
    {
        var caller = Caller.Create();
        Assert.That(caller.RunUntil(Pending<int>.FromResult(1)), Is.EqualTo(1));
        var ran = false;
        caller.CallSoon(async () =>
        {
            await Task.Yield();
            ran = true;
            caller.Stop();
        });
        caller.Run();
        Assert.That(ran, Is.True);
    }

    [Test]
    public void RunUntil_WhatAnotherThreadEnds_IsWoken()
    {
        var caller = Caller.Create();
        var source = new PendingSource<int>();
        caller.CallSoon(() => ThreadPool.QueueUserWorkItem(_ => source.TrySetResult(6)));
        Assert.That(caller.RunUntil(source.Pending), Is.EqualTo(6));
        caller.Stop();
    }

    [Test]
    public void RunUntil_OfACallerThatStops_SaysSo()
    {
        var caller = Caller.Create(new CallerOptions { Name = "Gone" });
        var source = new PendingSource<int>(new CallOptions { Name = "Never" });
        caller.CallSoon(() => caller.Stop());
        Assert.That(
            () => caller.RunUntil(source.Pending),
            Throws.TypeOf<CallerStoppedException>().With.Message.Contains("'Gone'").And.Message.Contains("'Never'")
        );
        Assert.That(() => Caller.Create().RunUntil<int>(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void ASecondRun_IsRefused_AndDoesNotDisturbTheFirst([Values] bool until)
    {
        var caller = Caller.Create();
        Exception? fromOutside = null;
        Exception? fromInside = null;
        void RunAgain()
        {
            if (until)
                caller.RunUntil(new PendingSource<int>().Pending);
            else
                caller.Run();
        }

        var second = new Thread(() => fromOutside = Assert.Catch(RunAgain));
        var after = caller.CallSoon(async () =>
        {
            fromInside = Assert.Catch(RunAgain);
            second.Start();
            await Task.Factory.StartNew(second.Join, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return caller.State;
        });
        Assert.That(caller.RunUntil(after), Is.EqualTo(CallerState.Running));
        Assert.That(fromInside, Is.TypeOf<InvalidOperationException>().With.Message.Contains("runs already"));
        Assert.That(fromOutside, Is.TypeOf<InvalidOperationException>().With.Message.Contains("belongs to the thread"));
        Assert.That(caller.RunUntil(caller.CallSoon(() => 1)), Is.EqualTo(1), "It still works");
        caller.Stop();
    }

    [Test]
    public async Task RunAndStart_OfAStartedCaller_AreRefused()
    {
        await using var caller = Caller.StartNew();
        Assert.That(caller.Start, Throws.InvalidOperationException.With.Message.Contains("cannot be started"));
        Assert.That(caller.Run, Throws.InvalidOperationException.With.Message.Contains("a thread of its own"));
        Assert.That(() => caller.RunUntil(Pending<int>.FromResult(1)), Throws.InvalidOperationException);
        Assert.That(await caller.CallSoon(() => 1).InTime(), Is.EqualTo(1), "None of it did any harm");
    }

    [Test]
    public async Task Start_AfterCreate_RunsOnANewThread()
    {
        await using var caller = Caller.Create(new CallerOptions { Name = "Later" });
        var early = caller.CallSoon(() => Thread.CurrentThread.Name);
        caller.Start();
        Assert.That(caller.Start, Throws.InvalidOperationException);
        Assert.That(await early.InTime(), Is.EqualTo("Later"));
    }

    [Test]
    public void InsideARunningTrampoline_NothingRuns_AndTheCallerIsAsBefore()
    {
        var caller = Caller.Create();
        List<Exception?> errors = [];
        CurrentThreadScheduler.Instance.Schedule(
            0,
            (_, _) =>
            {
                errors.Add(Assert.Catch(caller.Run));
                errors.Add(Assert.Catch(() => caller.RunUntil(caller.CallSoon(() => 1))));
                errors.Add(Assert.Catch(() => Caller.Run(_ => Task.CompletedTask)));
                return Disposable.Empty;
            }
        );
        Assert.That(errors, Has.All.TypeOf<InvalidOperationException>().With.Message.Contains("CurrentThreadScheduler"));
        Assert.That(caller.State, Is.EqualTo(CallerState.Created));
        Assert.That(caller.RunUntil(caller.CallSoon(() => 2)), Is.EqualTo(2));
        caller.Stop();
    }

    [Test]
    public async Task Start_FromWithinATrampoline_IsFine()
    {
        Caller? caller = null;
        CurrentThreadScheduler.Instance.Schedule(() => caller = Caller.StartNew());
        await using var _ = caller!;
        Assert.That(await caller!.CallSoon(() => CurrentThreadScheduler.IsScheduleRequired).InTime(), Is.True);
    }

    [Test]
    public void ANestedRun_OfAnotherCaller_IsAllowed_AndPutsBackTheFirst()
    {
        var seen = Caller.Run(outer =>
        {
            var inner = Caller.Run(inner => Task.FromResult(Caller.Current == inner));
            return Task.FromResult((inner, Caller.Current == outer, SynchronizationContext.Current == outer.SynchronizationContext));
        });
        Assert.That(seen, Is.EqualTo((true, true, true)));
    }

    [Test]
    [NonParallelizable]
    public void MainThread_IsTheOldestOnABorrowedThread()
    {
        var seen = Caller.Run(first =>
        {
            var inside = Caller.Run(_ => Task.FromResult(Caller.MainThread));
            return Task.FromResult((inside == first, first.ToThread(() => Caller.MainThread == first).Wait()));
        });
        Assert.That(seen, Is.EqualTo((true, true)));
    }
}
