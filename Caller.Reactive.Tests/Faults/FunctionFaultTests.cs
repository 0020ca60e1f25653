using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Faults;

/// <summary>Functions that throw anything: it is the outcome of what has one, is reported where there is none, and the caller goes on.</summary>
public sealed class FunctionFaultTests
{
#pragma warning disable NUnit1032 // One object per test: the tear-down of the test is the end of the field.
    private readonly Caller _caller = Caller.StartNew(new CallerOptions { Logger = new Recorder() });
#pragma warning restore NUnit1032

    [TearDown]
    public async Task GoesOn_AndStops()
    {
        Assert.That(await _caller.CallSoon(() => 7).InTime(), Is.EqualTo(7));
        await _caller.DisposeAsync().AsTask().InTime();
    }

    private static IEnumerable<TestCaseData> Calls()
    {
        (string, Func<Caller, Exception, Pending<Unit>>)[] ways =
        [
            ("CallSoon", (caller, e) => caller.CallSoon(() => throw e)),
            ("CallSoonAsync", (caller, e) => caller.CallSoon(() => Throw(e))),
            ("CallSoonTask", (caller, e) => caller.CallSoon(() => Task.FromException(e))),
            ("CallLater", (caller, e) => caller.CallLater(TimeSpan.FromTicks(1), () => throw e)),
            ("ToThread", (caller, e) => caller.ToThread(() => throw e)),
            ("ToThreadAsync", (caller, e) => caller.ToThread(() => Throw(e))),
            ("Rx", (caller, e) => caller.CallUsingBackend(CallerBackend.Rx, () => Throw(e))),
        ];
        return from way in ways
            from kind in Enum.GetValues<Nasty.Kind>()
            select new TestCaseData(way.Item2, kind).SetArgDisplayNames(way.Item1, kind.ToString());
    }

    [TestCaseSource(nameof(Calls))]
    public async Task ACall_EndsWithIt(object way, object kind)
    {
        var error = Nasty.Make((Nasty.Kind)kind);
        var call = ((Func<Caller, Exception, Pending<Unit>>)way)(_caller, error);
        await call.Ended();
        if (Nasty.IsCancellation((Nasty.Kind)kind))
        {
            Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
            Assert.That(() => call.Result, Throws.InstanceOf<OperationCanceledException>());
        }
        else
        {
            Assert.That((call.Status, call.Exception), Is.EqualTo((PendingStatus.Faulted, error)));
        }

        Assert.That(call.ToString(), Is.Not.Empty);
    }

    private static IEnumerable<TestCaseData> Actions()
    {
        (CallerExceptionOrigin, string, Action<Caller, Exception>)[] ways =
        [
            (CallerExceptionOrigin.DirectCall, "CallDirect", (caller, e) => caller.CallDirect(() => throw e)),
            (CallerExceptionOrigin.DirectCall, "CallDirectAsync", (caller, e) => caller.CallDirect(() => Throw(e))),
            (CallerExceptionOrigin.QueuedCall, "QueueCall", (caller, e) => caller.QueueCall<int>(_ => throw e, 1)),
            (CallerExceptionOrigin.QueuedCall, "QueueCallAsync", (caller, e) => caller.QueueCall<int>(_ => Throw(e), 1)),
            (CallerExceptionOrigin.ScheduledAction, "Schedule", (caller, e) => caller.Schedule(() => throw e)),
            (CallerExceptionOrigin.ScheduledAction, "ScheduleLater", (caller, e) => caller.Schedule(TimeSpan.FromTicks(1), () => throw e)),
            (
                CallerExceptionOrigin.ScheduledAction,
                "Periodic",
                (caller, e) => caller.SchedulePeriodic(0, TimeSpan.FromDays(0), _ => throw e)
            ),
            (CallerExceptionOrigin.PostedCallback, "Post", (caller, e) => caller.SynchronizationContext.Post(_ => throw e, null)),
            (
                CallerExceptionOrigin.PostedCallback,
                "Timer",
                (caller, e) => caller.TimeProvider.CreateTimer(_ => throw e, null, default, Timeout.InfiniteTimeSpan)
            ),
            (CallerExceptionOrigin.Observer, "OnDone", (caller, e) => OnDone(caller, e)),
        ];
        return from way in ways
            from kind in Enum.GetValues<Nasty.Kind>()
            select new TestCaseData(way.Item1, way.Item3, kind).SetArgDisplayNames(way.Item2, kind.ToString());
    }

    [TestCaseSource(nameof(Actions))]
    public async Task WhatHasNoOutcome_IsReported_WithItsOrigin(CallerExceptionOrigin origin, object way, object kind)
    {
        var error = Nasty.Make((Nasty.Kind)kind);
        var reported = new TaskCompletionSource<(CallerExceptionOrigin, Exception)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _caller.UnhandledException += (_, e) =>
        {
            e.Handled = true;
            reported.TrySetResult((e.Origin, e.Exception));
        };
        ((Action<Caller, Exception>)way)(_caller, error);
        Assert.That(await reported.Task.InTime(), Is.EqualTo((origin, error)));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task AMemberOfAGroup_EndsTheGroup(object kind)
    {
        var error = Nasty.Make((Nasty.Kind)kind);
        Pending<Unit>? other = null;
        var failure = await _caller
            .RunGroupAsync(
                async _ =>
                {
                    other = _caller.CallSoon(token => Task.Delay(Timeout.Infinite, token));
                    await _caller.CallSoon(() => throw error).WhenDone();
                    if (!Nasty.IsCancellation((Nasty.Kind)kind))
                        await other.WhenDone();
                    else
                        other.Cancel();
                },
                new PendingGroupOptions { Mode = PendingGroupMode.ThrowAtEnd }
            )
            .Failure();
        Assert.That(other!.Status, Is.EqualTo(PendingStatus.Cancelled));
        if (Nasty.IsCancellation((Nasty.Kind)kind))
            Assert.That(failure, Is.TypeOf<PendingCancelledException>());
        else
            Assert.That(
                ((AggregateException)failure!).InnerExceptions,
                Is.EquivalentTo(error is AggregateException all ? all.InnerExceptions : [error])
            );
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task TheBodyOfAGroup_EndsTheGroup(object kind)
    {
        var error = Nasty.Make((Nasty.Kind)kind);
        Pending<Unit>? member = null;
        var failure = await _caller
            .RunGroupAsync(_ =>
            {
                member = _caller.CallSoon(token => Task.Delay(Timeout.Infinite, token));
                throw error;
            })
            .Failure();
        Assert.That((failure, member!.Status), Is.EqualTo((error, PendingStatus.Cancelled)));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task AnObservedSequence_PassesItOn(object kind)
    {
        var error = Nasty.Make((Nasty.Kind)kind);
        var seen = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = Observable.Throw<int>(error).ObserveOn(_caller).Subscribe(_ => { }, seen.SetResult);
        Assert.That(await seen.Task.InTime(), Is.SameAs(error));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task AStartStopTask_FaultsOrIsCancelled(object kind)
    {
        var error = Nasty.Make((Nasty.Kind)kind);
        var service = _caller.CreateStartStopTask<int>(_ => throw error).Start();
        await service.Stopped.Ended();
        Assert.That(
            service.Stopped.Status,
            Is.EqualTo(Nasty.IsCancellation((Nasty.Kind)kind) ? PendingStatus.Cancelled : PendingStatus.Faulted)
        );
        Assert.That(service.Started.IsDone);
    }

    [Test]
    public async Task ACancelledTask_KeepsWhatItWasCancelledWith()
    {
        var task = Throw(new OperationCanceledException("The printer is out of paper."));
        var call = task.ToPending(_caller);
        await call.Ended();
        Assert.That((call.Status, call.CancelReasons), Is.EqualTo((PendingStatus.Cancelled, new[] { "The printer is out of paper." })));
    }

    private static IEnumerable<TestCaseData> Kinds() =>
        Enum.GetValues<Nasty.Kind>().Select(static kind => new TestCaseData(kind).SetArgDisplayNames(kind.ToString()));

    private static async Task Throw(Exception error)
    {
        await Task.Yield();
        throw error;
    }

    /// <summary>Attached on the caller, where the pending cannot have ended yet: then a callback would be an ordinary call.</summary>
    private static void OnDone(Caller caller, Exception error) =>
        caller.CallSoon(() => caller.CallSoon(() => { }).OnDone(_ => throw error));
}
