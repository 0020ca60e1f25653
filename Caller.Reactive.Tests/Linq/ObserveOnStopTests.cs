using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Linq;

/// <summary>O7 and O11: what observers hear when the caller stops, and what subscribing and disposing do then.</summary>
public sealed class ObserveOnStopTests
{
    [Test]
    public void O7_Stop_LeavesTheSourceAndTellsTheObserverOnceOnTheCaller()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var source = new Subject<int>();
        var seen = new Recorder(host.Caller);
        using var subscription = source.ObserveOn(host.Caller).Subscribe(seen);
        source.OnNext(1);
        host.Await(host.Caller.CallSoon(static () => { }).AsTask());
        Waiting.ForEnd(host.Caller);
        source.OnNext(2);
        source.OnError(new DivideByZeroException());
        Assert.That(seen.Events, Is.EqualTo(new[] { "1", nameof(CallerStoppedException) }));
        Assert.That((source.HasObservers, seen.AllAtHome), Is.EqualTo((false, true)));
    }

    [Test]
    public void O7_Stop_DeliversFirstWhatWasHandedOver()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var source = new Subject<int>();
        var seen = new Recorder(host.Caller);
        using var subscription = source.ObserveOn(host.Caller).Subscribe(seen);
        using var release = new ManualResetEventSlim();
        host.Caller.CallDirect(() => release.Wait());
        Enumerable.Range(0, 5).ToList().ForEach(source.OnNext);
        host.Caller.Stop();
        release.Set();
        Waiting.ForEnd(host.Caller);
        Assert.That(seen.Events, Is.EqualTo(new[] { "0", "1", "2", "3", "4", nameof(CallerStoppedException) }));
    }

    [Test]
    public void O7_StopAgainstProducers_OneTerminalEventAndNothingAfterIt()
    {
        for (var round = 0; round < 100; round++)
        {
            using var host = new OwnThreadHost(new CallerOptions());
            var source = new Subject<int>();
            var seen = new Recorder(host.Caller);
            using var subscription = source.ObserveOn(host.Caller).Subscribe(seen);
            using var go = new Barrier(2);
            var producing = Waiting.OnOtherThread(() =>
            {
                go.SignalAndWait();
                for (var i = 0; i < 200; i++)
                {
                    source.OnNext(i);
                }

                source.OnCompleted();
            });
            go.SignalAndWait();
            Waiting.ForEnd(host.Caller);
            Waiting.For(producing);
            var terminal = seen.Events.Where(static e => !char.IsAsciiDigit(e[0])).ToList();
            var values = seen.Events.Where(static e => char.IsAsciiDigit(e[0])).ToList();
            Assert.That(terminal, Is.EqualTo(new[] { nameof(CallerStoppedException) }).Or.EqualTo(new[] { "completed" }));
            Assert.That(seen.Events.Last(), Is.EqualTo(terminal[0]));
            Assert.That(values, Is.EqualTo(Enumerable.Range(0, values.Count).Select(static n => $"{n}")), "no gaps");
            Assert.That(seen.AllAtHome, Is.True);
        }
    }

    [Test]
    public void O7_ObserverThatThrowsBecauseOfTheStop_IsReportedAndTheOthersAreTold()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var origins = new List<CallerExceptionOrigin>();
        host.Caller.UnhandledException += (_, args) => origins.Add(args.Origin);
        var source = new Subject<int>();
        var seen = new Recorder(host.Caller);
        using var silent = source.ObserveOn(host.Caller).Subscribe(static _ => { }); // its OnError rethrows
        using var subscription = source.ObserveOn(host.Caller).Subscribe(seen);
        Waiting.ForEnd(host.Caller);
        Assert.That((seen.Events.Count, origins), Is.EqualTo((1, new List<CallerExceptionOrigin> { CallerExceptionOrigin.Observer })));
    }

    [Test]
    public void O7_ObserverThatIsStuckWhenItsCallerIsAbandoned_IsNotCalledInside()
    {
        using var host = new OwnThreadHost(new CallerOptions { StopTimeout = TimeSpan.FromMilliseconds(1) });
        var source = new Subject<int>();
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var told = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var inside = 0;
        using var subscription = source
            .ObserveOn(host.Caller)
            .Subscribe(
                _ =>
                {
                    Interlocked.Increment(ref inside);
                    entered.SetResult();
                    release.Wait();
                    Interlocked.Decrement(ref inside);
                },
                _ => told.SetResult(Volatile.Read(ref inside) != 0)
            );
        source.OnNext(1);
        Waiting.For(entered.Task);
        Waiting.ForEnd(host.Caller);
        release.Set();
        Assert.That(Waiting.For(told.Task), Is.False, "OnError came while OnNext had not returned");
    }

    [Test]
    public void ObserveOn_AStoppedCaller_FailsAtOnce()
    {
        var caller = Caller.Create();
        caller.Stop();
        var source = new Subject<int>();
        var errors = new List<Exception>();
        using var subscription = source.ObserveOn(caller).Subscribe(static _ => { }, errors.Add);
        Assert.That((errors.Single(), source.HasObservers), Is.EqualTo((errors[0], false)));
        Assert.That(errors[0], Is.TypeOf<CallerStoppedException>());
    }

    [Test]
    public void O11_SubscribeOn_SubscribesAndDisposesOnTheCaller()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var subscribed = new TaskCompletionSource<bool>();
        var disposed = new TaskCompletionSource<bool>();
        var source = Observable.Create<int>(_ =>
        {
            subscribed.SetResult(host.Caller.CheckAccess());
            return Disposable.Create(() => disposed.SetResult(host.Caller.CheckAccess()));
        });
        var subscription = source.SubscribeOn(host.Caller).Subscribe();
        var subscribedThere = Waiting.For(subscribed.Task);
        subscription.Dispose();
        Assert.That((subscribedThere, Waiting.For(disposed.Task)), Is.EqualTo((true, true)));
    }

    [Test]
    public void O11_SubscribeOn_DisposedAfterTheEnd_DisposesTheSourceAllTheSame()
    {
        using var host = new OwnThreadHost(new CallerOptions());
        var source = new Subject<int>();
        var subscription = source.SubscribeOn(host.Caller).Subscribe();
        host.Await(host.Caller.CallSoon(static () => { }).AsTask());
        Waiting.ForEnd(host.Caller);
        var before = source.HasObservers;
        Assert.That(subscription.Dispose, Throws.Nothing);
        Assert.That((before, source.HasObservers), Is.EqualTo((true, false)));
    }

    [Test]
    public void O11_SubscribeOn_ThatTheStopRefuses_TellsTheObserver()
    {
        var caller = Caller.Create();
        var seen = new Recorder(caller);
        using var subscription = new Subject<int>().SubscribeOn(caller).Subscribe(seen);
        caller.Stop();
        Assert.That(seen.Events, Is.EqualTo(new[] { nameof(CallerStoppedException) }));
    }

    [Test]
    public void O11_SubscribeOn_AStoppedCaller_FailsAtOnceAndNeverSubscribes()
    {
        var caller = Caller.Create();
        caller.Stop();
        var source = new Subject<int>();
        var errors = new List<Exception>();
        using var subscription = source.SubscribeOn(caller).Subscribe(static _ => { }, errors.Add);
        Assert.That((errors.Single().GetType(), source.HasObservers), Is.EqualTo((typeof(CallerStoppedException), false)));
    }

    [Test]
    public void O11_SubscribeOn_RefusedObserverThatThrows_KeepsNobodyFromEnding()
    {
        var caller = Caller.Create();
        var origins = new List<CallerExceptionOrigin>();
        caller.UnhandledException += (_, args) => origins.Add(args.Origin);
        var before = caller.CallSoon(() => 7);
        using var silent = new Subject<int>().SubscribeOn(caller).Subscribe(static _ => { }); // its OnError rethrows
        var after = caller.CallSoon(() => 7);
        Assert.That(() => caller.Stop(), Throws.Nothing);
        Assert.That((before.IsDone, after.IsDone, caller.State), Is.EqualTo((true, true, CallerState.Stopped)));
        Assert.That(origins, Is.EqualTo(new[] { CallerExceptionOrigin.Observer }));
    }
}
