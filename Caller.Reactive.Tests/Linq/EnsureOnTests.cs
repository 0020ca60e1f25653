using System.Reactive.Subjects;
using CallerReactive.Tests.Hosts;

namespace CallerReactive.Tests.Linq;

internal sealed class EnsureOnTests
{
    private readonly Subject<int> _source = new();
    private readonly List<string> _seen = [];
    private readonly Pump _pump = new();

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public async Task OnTheCaller_ItIsHandedOverInsideTheSourcesCall()
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = Watch(caller);
        await caller.CallSoon(() =>
        {
            _source.OnNext(1);
            _seen.Add("after");
            _source.OnCompleted();
            _seen.Add("end");
        });
        Assert.That(_seen, Is.EqualTo(["1", "after", "done", "end"]));
    }

    [Test]
    public async Task Elsewhere_ItGoesToTheCallerAndLaterOnesDoNotOvertakeIt()
    {
        await using var caller = Caller.Create();
        using var subscription = Watch(caller);
        caller.CallDirect(() => _source.OnNext(2)); // comes first in the queue, but 1 was pushed before
        _source.OnNext(1);
        Assert.That(_seen, Is.Empty);
        caller.CallDirect(() => _source.OnNext(3));
        caller.CallDirect(() => _source.OnError(new FormatException()));

        caller.RunUntil(caller.CallSoon(() => { }));
        caller.RunUntil(caller.CallSoon(() => { }));

        Assert.That(_seen, Is.EqualTo(["1", "2", "3", "FormatException"]));
    }

    [Test]
    public async Task InsideTheObserver_ItIsNotCalledAgain()
    {
        await using var caller = Caller.StartNew("owner");
        var done = new TaskCompletionSource();
        using var subscription = _source
            .EnsureOn(caller)
            .Subscribe(value =>
            {
                _seen.Add($"begin {value}");
                if (value < 3)
                    _source.OnNext(value + 1);
                _seen.Add($"end {value}");
                if (value == 3)
                    done.SetResult();
            });
        caller.CallDirect(() => _source.OnNext(1));
        await done.Task.WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo(["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]));
    }

    [Test]
    public void InsideTheObserver_AfterADialogInIt_ItIsNotCalledAgain()
    {
        var caller = _pump.Attach();
        using var subscription = _source
            .EnsureOn(caller)
            .Subscribe(value =>
            {
                _seen.Add($"begin {value}");
                if (value == 0)
                {
                    _source.OnNext(1);
                    _pump.TurnUntil(() => _seen.Contains("end 1"));
                    _source.OnNext(2);
                }

                _seen.Add($"end {value}");
            });
        caller.CallDirect(() => _source.OnNext(0));
        _pump.TurnUntil(() => _seen.Contains("end 2"));
        Assert.That(_seen, Is.EqualTo(["begin 0", "begin 1", "end 1", "end 0", "begin 2", "end 2"]));
        _pump.End(caller);
    }

    [Test]
    public async Task OnAnotherCaller_ItIsNotInline()
    {
        await using var caller = Caller.StartNew("owner");
        await using var other = Caller.StartNew("other");
        var seenOn = new TaskCompletionSource<Caller>();
        using var subscription = _source.EnsureOn(caller).Subscribe(_ => seenOn.SetResult(Caller.Current));
        await other.CallSoon(() => _source.OnNext(1));
        Assert.That(await seenOn.Task.WaitAsync(Limit), Is.SameAs(caller));
    }

    [Test]
    public async Task AnObserverThatThrowsInline_ThrowsToTheSourceAndIsDetached()
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = _source.EnsureOn(caller).Subscribe(_ => throw new FormatException());
        Assert.That(async () => await caller.CallSoon(() => _source.OnNext(1)), Throws.InstanceOf<FormatException>());
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task CallerStops_EndsWithTheErrorAndNothingMore()
    {
        var caller = Caller.StartNew("owner");
        using var subscription = Watch(caller);
        await caller.DisposeAsync();
        _source.OnNext(1);
        Assert.That(_seen, Is.EqualTo([nameof(CallerStoppedException)]));
    }

    [Test]
    public async Task BadInput_IsRefused()
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(() => _source.EnsureOn(null!), Throws.ArgumentNullException);
        Assert.That(() => ((IObservable<int>)null!).EnsureOn(caller), Throws.ArgumentNullException);
    }

    private IDisposable Watch(Caller caller) =>
        _source
            .EnsureOn(caller)
            .Subscribe(value => _seen.Add($"{value}"), error => _seen.Add(error.GetType().Name), () => _seen.Add("done"));
}
