using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Linq;

/// <summary><c>ObserveOn(caller)</c>: O1 to O7 of the contract, decision 43.</summary>
public sealed class ObserveOnTests
{
    private OwnThreadHost? _host;

    private Caller Home => _host!.Caller;

    [SetUp]
    public void StartTheCaller() => _host = new OwnThreadHost(new CallerOptions { Name = "observed on" });

    [TearDown]
    public void EndTheCaller() => _host?.Dispose();

    [Test]
    public void O1_ErrorAndCompletion_NeverOvertakeValues()
    {
        var failing = new Subject<int>();
        var ending = new Subject<int>();
        var seen = new Recorder(Home);
        using var release = new ManualResetEventSlim();
        Home.CallDirect(() => release.Wait());
        using var first = failing.ObserveOn(Home).Subscribe(seen);
        Enumerable.Range(0, 10).ToList().ForEach(failing.OnNext);
        failing.OnError(new DivideByZeroException());
        using var second = ending.ObserveOn(Home).Subscribe(seen);
        Enumerable.Range(10, 10).ToList().ForEach(ending.OnNext);
        ending.OnCompleted();
        release.Set();
        Drain();
        var numbers = Enumerable.Range(0, 20).Select(static n => $"{n}").ToList();
        Assert.That(seen.Events, Is.EqualTo((string[])[.. numbers[..10], nameof(DivideByZeroException), .. numbers[10..], "completed"]));
        Assert.That(seen.AllAtHome, Is.True);
    }

    [Test]
    public void O1_AfterTheTerminalEvent_NothingComes()
    {
        var seen = new Recorder(Home);
        using var subscription = new HandWritten<int>(observer =>
        {
            observer.OnNext(0);
            observer.OnCompleted();
            observer.OnNext(1);
            observer.OnError(new DivideByZeroException());
            observer.OnCompleted();
            return Disposable.Empty;
        }).ObserveOn(Home).Subscribe(seen);
        Drain();
        Assert.That(seen.Events, Is.EqualTo(new[] { "0", "completed" }));
    }

    [Test]
    public void O2_FourProducersAtOnce_AreSerialisedAndNothingIsLost()
    {
        const int each = 20_000;
        var raw = new TaskCompletionSource<IObserver<int>>();
        var inside = 0;
        var overlaps = 0;
        var seen = new List<int>();
        using var subscription = new HandWritten<int>(observer =>
        {
            raw.SetResult(observer);
            return Disposable.Empty;
        })
            .ObserveOn(Home)
            .Subscribe(value =>
            {
                overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                seen.Add(value);
                Interlocked.Decrement(ref inside);
            });
        var observer = Waiting.For(raw.Task);
        var producing = Enumerable
            .Range(0, 4)
            .Select(producer =>
                Waiting.OnOtherThread(() =>
                {
                    for (var i = 0; i < each; i++)
                    {
                        observer.OnNext((producer * each) + i);
                    }
                })
            );
        Waiting.For(Task.WhenAll(producing));
        Drain();
        var inOrder = seen.GroupBy(static n => n / each).Select(static group => group.SequenceEqual(group.Order())).ToList();
        Assert.That((overlaps, seen.Count, seen.Distinct().Count()), Is.EqualTo((0, 4 * each, 4 * each)));
        Assert.That(inOrder, Is.All.True);
    }

    [Test]
    public void O3_DisposedOnTheCaller_NothingComesAfter()
    {
        var source = new Subject<int>();
        var seen = new List<int>();
        IDisposable? subscription = null;
        subscription = source
            .ObserveOn(Home)
            .Subscribe(value =>
            {
                seen.Add(value);
                if (value == 2)
                {
                    subscription!.Dispose();
                }
            });
        using var release = new ManualResetEventSlim();
        Home.CallDirect(() => release.Wait());
        Enumerable.Range(0, 10).ToList().ForEach(source.OnNext);
        release.Set();
        Drain();
        Assert.That(seen, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(source.HasObservers, Is.False);
    }

    [Test]
    public void O3_DisposedElsewhere_WhatIsQueuedDoesNotCome()
    {
        var source = new Subject<int>();
        var seen = new List<int>();
        using var release = new ManualResetEventSlim();
        var subscription = source.ObserveOn(Home).Subscribe(seen.Add);
        Home.CallDirect(() => release.Wait());
        Enumerable.Range(0, 10).ToList().ForEach(source.OnNext);
        subscription.Dispose();
        release.Set();
        Drain();
        Assert.That((seen.Count, source.HasObservers), Is.EqualTo((0, false)));
    }

    [Test]
    public void O4_ObserverThatThrows_LosesItsHandWrittenSource()
    {
        var errors = new List<CallerExceptionOrigin>();
        Home.UnhandledException += (_, args) =>
        {
            errors.Add(args.Origin);
            args.Handled = true;
        };
        var left = new TaskCompletionSource();
        IObserver<int>? raw = null;
        var seen = 0;
        using var subscription = new HandWritten<int>(observer =>
        {
            raw = observer;
            return Disposable.Create(left.SetResult);
        }).ObserveOn(Home).Subscribe(new Throwing(() => seen++));
        raw!.OnNext(1);
        raw.OnNext(2);
        raw.OnCompleted();
        Waiting.For(left.Task);
        Drain();
        Assert.That((seen, errors), Is.EqualTo((1, new List<CallerExceptionOrigin> { CallerExceptionOrigin.ScheduledAction })));
    }

    [Test]
    public void O5_TakeOneOfASynchronousSource_StopsIt()
    {
        var produced = 0;
        var endless = Observable.Repeat(0).Do(_ => produced++);
        var got = Waiting.For(Waiting.OnOtherThread(() => endless.ObserveOn(Home).Take(1).ToList().Wait())); // hangs if it cannot be stopped
        Assert.That((got.Count, produced > 0), Is.EqualTo((1, true)));
    }

    [Test]
    public void O5_SourceThatFailsToSubscribe_IsASourceThatFails()
    {
        var seen = new Recorder(Home);
        using var subscription = new HandWritten<int>(_ => throw new DivideByZeroException()).ObserveOn(Home).Subscribe(seen);
        Drain();
        Assert.That(seen.Events, Is.EqualTo(new[] { nameof(DivideByZeroException) }));
    }

    [Test]
    public void O6_ElementsFromTheCallerItself_AreQueuedToo()
    {
        var source = new Subject<int>();
        var order = new List<string>();
        using var subscription = source
            .ObserveOn(Home)
            .Subscribe(value =>
            {
                order.Add($"begin {value}");
                if (value == 1)
                {
                    source.OnNext(2);
                }

                order.Add($"end {value}");
            });
        Waiting.For(
            Home.CallSoon(() =>
                {
                    source.OnNext(1);
                    order.Add("after OnNext");
                })
                .AsTask()
        );
        Drain();
        Drain();
        Assert.That(order, Is.EqualTo(new[] { "after OnNext", "begin 1", "end 1", "begin 2", "end 2" }));
    }

    /// <summary>dotnet/reactive#455: two sequences observed on one loop keep the order of their elements, and with everything else on it.</summary>
    [Test]
    public void TwoSubscriptions_KeepTheOrderOfTheElements()
    {
        var x = new Subject<int>();
        var y = new Subject<int>();
        var seen = new List<string>();
        using var first = x.ObserveOn(Home).Subscribe(value => seen.Add($"x{value}"));
        using var second = y.ObserveOn(Home).Subscribe(value => seen.Add($"y{value}"));
        using var release = new ManualResetEventSlim();
        Home.CallDirect(() => release.Wait());
        x.OnNext(0);
        x.OnNext(1);
        Home.CallDirect(() => seen.Add("call"));
        y.OnNext(2);
        x.OnNext(3);
        release.Set();
        Drain();
        Assert.That(seen, Is.EqualTo(new[] { "x0", "x1", "call", "y2", "x3" }));
    }

    private void Drain() => Waiting.For(Home.CallSoon(static () => { }).AsTask());
}
