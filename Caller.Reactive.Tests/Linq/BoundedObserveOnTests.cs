using System.Collections.Concurrent;
using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

internal sealed class BoundedObserveOnTests
{
    private readonly Subject<int> _source = new();
    private readonly ConcurrentQueue<string> _seen = new();

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [TestCase(OverflowPolicy.DropOldest, "3,4,5,done")]
    [TestCase(OverflowPolicy.DropNewest, "1,2,3,done")]
    [TestCase(OverflowPolicy.Error, "1,2,3,InvalidOperationException")]
    public async Task ASourceThatIsTooFast_IsDealtWithByThePolicy(OverflowPolicy overflow, string expected)
    {
        await using var caller = Caller.Create();
        using var subscription = Watch(_source.ObserveOn(caller, 3, overflow));
        for (var i = 1; i <= 5; i++)
            _source.OnNext(i);
        _source.OnCompleted();

        caller.RunUntil(caller.CallSoon(() => { }));

        Assert.That(string.Join(',', _seen), Is.EqualTo(expected));
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task WithoutOverflow_ElementsKeepTheirPlaceInTheCallersOrder()
    {
        await using var caller = Caller.Create();
        using var subscription = Watch(_source.ObserveOn(caller, 3, OverflowPolicy.Error));
        for (var i = 1; i <= 3; i++)
        {
            var n = i;
            _source.OnNext(n);
            caller.CallDirect(() => _seen.Enqueue($"direct {n}"));
        }

        caller.RunUntil(caller.CallSoon(() => { }));

        Assert.That(_seen, Is.EqualTo(["1", "direct 1", "2", "direct 2", "3", "direct 3"]));
    }

    [Test]
    public async Task WhatMadeAnOlderOneBeDropped_TakesPartInThePlacesOfThoseThatWait()
    {
        await using var caller = Caller.Create();
        using var subscription = Watch(_source.ObserveOn(caller, 2, OverflowPolicy.DropOldest));
        _source.OnNext(1);
        caller.CallDirect(() => _seen.Enqueue("first"));
        _source.OnNext(2);
        caller.CallDirect(() => _seen.Enqueue("second"));
        _source.OnNext(3);

        caller.RunUntil(caller.CallSoon(() => { }));

        Assert.That(_seen, Is.EqualTo(["2", "first", "3", "second"]));
    }

    [Test]
    public async Task Error_LeavesTheSourceInsideItsCall()
    {
        await using var caller = Caller.Create(); // no turn yet: only the source's call can have done it
        using var subscription = Watch(_source.ObserveOn(caller, 1, OverflowPolicy.Error));
        _source.OnNext(1);
        var before = _source.HasObservers;
        _source.OnNext(2);
        Assert.That((before, _source.HasObservers), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task RoomComesBack_WhenAnElementWasHandedOver()
    {
        await using var caller = Caller.Create();
        using var subscription = Watch(_source.ObserveOn(caller, 1, OverflowPolicy.Error));
        for (var i = 1; i <= 3; i++)
        {
            _source.OnNext(i);
            caller.RunUntil(caller.CallSoon(() => { }));
        }

        Assert.That(_seen, Is.EqualTo(["1", "2", "3"]));
    }

    [Test]
    public async Task Latest_SkipsWhatNobodySawAndKeepsTheLast()
    {
        await using var caller = Caller.Create();
        using var subscription = Watch(_source.ObserveLatestOn(caller));
        for (var i = 1; i <= 5; i++)
            _source.OnNext(i);
        _source.OnError(new FormatException());
        caller.RunUntil(caller.CallSoon(() => { }));

        Assert.That(_seen, Is.EqualTo(["5", "FormatException"]));
    }

    [Test]
    public async Task Dispose_NothingComesAfterItAndTheSourceIsLeft()
    {
        await using var caller = Caller.Create();
        var subscription = Watch(_source.ObserveOn(caller, 3, OverflowPolicy.Error));
        _source.OnNext(1);
        subscription.Dispose();
        subscription.Dispose();
        caller.RunUntil(caller.CallSoon(() => { }));
        Assert.That((_seen.Count, _source.HasObservers), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task CallerStops_TheSourceIsLeftAndTheErrorComesOnce()
    {
        var caller = Caller.StartNew("owner");
        using var subscription = Watch(_source.ObserveOn(caller, 3, OverflowPolicy.Error));
        await caller.DisposeAsync();
        _source.OnNext(1);
        Assert.That((string.Join(',', _seen), _source.HasObservers), Is.EqualTo((nameof(CallerStoppedException), false)));

        using var late = Watch(_source.ObserveOn(caller, 3, OverflowPolicy.Error));
        Assert.That((string.Join(',', _seen), _source.HasObservers), Is.EqualTo(("CallerStoppedException,CallerStoppedException", false)));
    }

    [Test]
    public async Task AnObserverThatThrows_IsDetachedAndReported()
    {
        await using var caller = Caller.StartNew("owner");
        var reported = new TaskCompletionSource<Exception>();
        caller.UnhandledException += (_, e) => (e.Handled = true, reported.TrySetResult(e.Exception)).ToString();
        using var subscription = _source
            .ObserveOn(caller, 3, OverflowPolicy.Error)
            .SubscribeSafe(Observer.Create<int>(_ => throw new FormatException()));
        _source.OnNext(1);

        Assert.That(await reported.Task.WaitAsync(Limit), Is.InstanceOf<FormatException>());
        await caller.CallSoon(() => { });
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task ManyProducers_AllElementsCome()
    {
        await using var caller = Caller.StartNew("owner");
        var all = _source.ObserveOn(caller, int.MaxValue, OverflowPolicy.Error).Count().ToPending(caller);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 5_000).ToList().ForEach(_source.OnNext))).ToArray()
        );
        _source.OnCompleted();
        Assert.That(await all.AsTask().WaitAsync(Limit), Is.EqualTo(20_000));
    }

    [Test]
    public async Task BadInput_IsRefused()
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(() => _source.ObserveOn(caller, 0, OverflowPolicy.Error), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _source.ObserveOn(caller, 1, (OverflowPolicy)9), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _source.ObserveOn(null!, 1, OverflowPolicy.Error), Throws.ArgumentNullException);
        Assert.That(() => ((IObservable<int>)null!).ObserveOn(caller, 1, OverflowPolicy.Error), Throws.ArgumentNullException);
        Assert.That(() => _source.ObserveLatestOn(null!), Throws.ArgumentNullException);
        Assert.That(() => _source.ObserveLatestOn(caller).Subscribe(null!), Throws.ArgumentNullException);
    }

    private IDisposable Watch(IObservable<int> observed) =>
        observed.Subscribe(value => _seen.Enqueue($"{value}"), error => _seen.Enqueue(error.GetType().Name), () => _seen.Enqueue("done"));
}
