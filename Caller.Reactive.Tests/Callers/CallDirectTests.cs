namespace CallerReactive.Tests.Callers;

public sealed class CallDirectTests
{
    [Test]
    public async Task WhileItIsAwaited_OnlyContinuationsRun()
    {
        await using var caller = Caller.StartNew();
        List<string> order = [];
        var release = new TaskCompletionSource();
        var other = caller.CallSoon(async () =>
        {
            await release.Task;
            order.Add("continuation of another call");
        });
        await caller.CallSoon(() => { }).InTime();
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource();
        caller.CallDirect(async () =>
        {
            order.Add("direct begins");
            inside.SetResult();
            await end.Task;
            order.Add("direct ends");
        });
        await inside.Task.InTime();
        var held = caller.CallSoon(() => order.Add("call"));
        var timed = caller.CallLater(TimeSpan.FromTicks(1), () => order.Add("timed"));
        caller.CallDirect(() => order.Add("second direct"));
        release.SetResult();
        await other.InTime();
        Assert.That((held.Status, timed.Status), Is.EqualTo((PendingStatus.Queued, PendingStatus.Queued)));
        end.SetResult();
        await held.InTime();
        await timed.InTime();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(order.Take(3), Is.EqualTo(new[] { "direct begins", "continuation of another call", "direct ends" }));
        Assert.That(order.IndexOf("call"), Is.LessThan(order.IndexOf("second direct")));
        Assert.That(order, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task AValueTaskFunction_WithAState_HoldsBackTheOthersAsOneWithoutDoes([Values] bool withState)
    {
        await using var caller = Caller.StartNew();
        var (begun, release, end) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        _ = caller.CallSoon(async () =>
        {
            begun.SetResult();
            await release.Task;
            end.SetResult();
        });
        await begun.Task.InTime();
        if (withState)
            caller.CallDirect(end.Task, static task => new ValueTask(task));
        else
            caller.CallDirect(() => new ValueTask(end.Task));
        var held = caller.CallSoon(() => end.Task.IsCompleted);
        release.SetResult();
        Assert.That(await held.InTime(), Is.True);
    }

    [Test]
    public async Task AValueTaskFunction_WithAState_ThatFails_IsReported()
    {
        await using var caller = Caller.StartNew();
        List<string> reports = [];
        caller.UnhandledException += (_, e) => reports.Add($"{e.Origin} {e.Exception.Message}");
        caller.CallDirect("bad", static text => ValueTask.FromException(new FormatException(text)));
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(reports, Is.EqualTo(new[] { "DirectCall bad" }));
    }

    [Test]
    public async Task WhatItThrows_IsReported_AndTheLoopGoesOn()
    {
        await using var caller = Caller.StartNew();
        List<(string, CallerExceptionOrigin)> reports = [];
        caller.UnhandledException += (_, e) => reports.Add((e.Exception.Message, e.Origin));
        caller.CallDirect(() => throw new FormatException("sync"));
        caller.CallDirect(1, _ => throw new FormatException("state"));
        caller.CallDirect(() => Task.FromException(new FormatException("task")));
        caller.CallDirect(async () =>
        {
            await Task.Yield();
            throw new FormatException("async");
        });
        caller.CallDirect(() => throw new OperationCanceledException("D7")); // what ended the loop of the original
        caller.CallDirect((Func<Task>)(() => null!));
        Assert.That(await caller.CallSoon(() => 1).InTime(), Is.EqualTo(1));
        Assert.That(reports.Select(report => report.Item2), Has.All.EqualTo(CallerExceptionOrigin.DirectCall));
        Assert.That(reports.Select(report => report.Item1).Take(5), Is.EqualTo(new[] { "sync", "state", "task", "async", "D7" }));
        Assert.That(reports, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task WhatItHoldsBack_IsRefusedByAStop_WhileItIsStillAwaited()
    {
        var caller = Caller.StartNew();
        var (begun, given, behind, end) = (NewSignal(), NewSignal(), NewSignal(), NewSignal());
        caller.CallDirect(async () =>
        {
            begun.SetResult();
            await given.Task;
            behind.SetResult(); // what was given before this continuation has had its turn, and is held back
            await end.Task;
        });
        await begun.Task.InTime();
        var held = caller.CallSoon(static () => { });
        given.SetResult();
        await behind.Task.InTime();
        Assert.That(held.Status, Is.EqualTo(PendingStatus.Queued));

        caller.Stop();
        await held.Ended();
        Assert.That((held.Status, caller.Stopped.IsDone), Is.EqualTo((PendingStatus.Cancelled, false)));
        end.SetResult();
        await caller.Stopped.InTime();

        static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [Test]
    public async Task WhatItAwaitsOfAnotherCaller_BringsItBack_AlthoughOthersAreHeldBack()
    {
        await using var caller = Caller.StartNew("direct");
        await using var other = Caller.StartNew("other");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = other.CallSoon(() => gate.Task);
        var awaits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Caller? back = null;
        caller.CallDirect(async () =>
        {
            awaits.SetResult();
            await slow;
            back = Caller.Current;
        });
        await awaits.Task.InTime();
        var behind = caller.CallSoon(() => back);
        gate.SetResult();
        Assert.That(await behind.InTime(), Is.SameAs(caller), "It comes after the direct call");
    }

    [Test]
    public async Task AStopWaitsForItsEnd()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var (inside, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        caller.CallDirect(() =>
        {
            inside.SetResult();
            return end.Task;
        });
        await inside.Task.InTime();
        var held = caller.CallSoon(() => 1);
        caller.Stop();
        await held.Ended();
        Assert.That((held.IsCancelled, caller.State), Is.EqualTo((true, CallerState.Stopping)));
        end.SetResult();
        await caller.Stopped.InTime();
    }

    [Test]
    public async Task AfterTheEnd_ItDoesNothingButLog()
    {
        var log = new CollectingLogger();
        var caller = Caller.StartNew(new CallerOptions { Name = "Gone", Logger = log });
        await caller.DisposeAsync();
        caller.CallDirect(() => throw new FormatException());
        caller.CallDirect(() => Task.CompletedTask);
        caller.CallDirect(1, _ => { });
        Assert.That(log.Texts.Count(text => text == "A direct call to the caller 'Gone' was dropped: it has stopped"), Is.EqualTo(3));
    }
}
