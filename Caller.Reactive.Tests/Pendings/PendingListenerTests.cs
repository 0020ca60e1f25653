using System.Reactive.Linq;

namespace CallerReactive.Tests.Pendings;

public sealed class PendingListenerTests
{
    private readonly List<string> _log = [];
    private readonly PendingSource<int> _source = new();

    private IDisposable Observe(string name) =>
        _source.Pending.Subscribe(
            new ProbeObserver(
                value => _log.Add($"{name} {value}"),
                error => _log.Add($"{name} {error.GetType().Name}"),
                () => _log.Add($"{name} done")
            )
        );

    [Test]
    public void CallbacksAndObservers_AreCalledInTheirOrder_OnTheCompletingThread()
    {
        var threads = new List<Thread>();
        _source.Pending.OnDone(_ => _log.Add("callback 1"));
        Observe("observer 2");
        _source.Pending.OnDone(_ => threads.Add(Thread.CurrentThread));
        Observe("observer 4");
        _source.Pending.Subscribe(_ => threads.Add(Thread.CurrentThread));

        _source.TrySetResult(7);

        Assert.That(_log, Is.EqualTo(new[] { "callback 1", "observer 2 7", "observer 2 done", "observer 4 7", "observer 4 done" }));
        Assert.That(threads, Is.EqualTo(new[] { Thread.CurrentThread, Thread.CurrentThread }));
    }

    [Test]
    public void LateOnes_AreCalledAtOnce_AndTheirHandleIsHarmless()
    {
        _source.TrySetResult(7);
        Observe("observer").Dispose();
        _source.Pending.OnDone(pending => _log.Add($"callback {pending.Status}")).Dispose();
        Assert.That(_log, Is.EqualTo(new[] { "observer 7", "observer done", "callback Succeeded" }));
    }

    [Test]
    public void AFailure_IsOneOnError()
    {
        Observe("early");
        _source.TrySetException(new FormatException());
        Observe("late");
        Assert.That(_log, Is.EqualTo(new[] { "early FormatException", "late FormatException" }));
    }

    [Test]
    public void ACancellation_IsOneOnErrorWithTheReasons()
    {
        Exception? seen = null;
        _source.Pending.Subscribe(_ => { }, error => seen = error);
        _source.Pending.Cancel("why");
        Assert.That(seen, Is.TypeOf<PendingCancelledException>().With.Message.EqualTo("why"));
    }

    [Test]
    public void OnesThatThrow_DoNotKeepTheOthersFromBeingCalled()
    {
        _source.Pending.OnDone(_ => throw new FormatException());
        _source.Pending.Subscribe(new ProbeObserver(_ => throw new FormatException(), _ => { }, () => _log.Add("never")));
        Observe("last");
        Assert.That(_source.TrySetResult(1), Is.True);
        Assert.That(_log, Is.EqualTo(new[] { "last 1", "last done" }));
    }

    [Test]
    public async Task OnesThatThrow_AreReportedToTheCaller()
    {
        await using var caller = Caller.StartNew();
        var (first, reports) = (new FormatException(), new List<CallerExceptionEventArgs>());
        caller.UnhandledException += (_, e) => reports.Add(e);
        using var gate = new ManualResetEventSlim();
        var pending = caller.CallSoon(gate.Block);
        pending.OnDone(_ => throw first);
        gate.Set();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(
            reports.Select(report => (report.Exception, report.Origin)),
            Is.EqualTo(new[] { (first, CallerExceptionOrigin.Observer) })
        );
    }

    [Test]
    public void ALateOneThatThrows_ThrowsToWhoeverRegistersIt()
    {
        _source.TrySetResult(1);
        Assert.That(() => _source.Pending.OnDone(_ => throw new FormatException()), Throws.TypeOf<FormatException>());
        Assert.That(
            () => _source.Pending.Subscribe(new ProbeObserver(_ => throw new FormatException(), _ => { }, () => { })),
            Throws.TypeOf<FormatException>()
        );
    }

    [Test]
    public void Disposed_TheyAreNotCalled_AndNothingIsCancelled()
    {
        var first = Observe("first");
        var second = _source.Pending.OnDone(_ => _log.Add("second"));
        Observe("third");
        first.Dispose();
        second.Dispose();
        second.Dispose();
        Assert.That(_source.Pending.IsCancelled, Is.False);
        _source.TrySetResult(1);
        Assert.That(_log, Is.EqualTo(new[] { "third 1", "third done" }));
    }

    [Test]
    public void AnObserverThatLeavesInOnNext_SeesNoCompletion()
    {
        IDisposable? subscription = null;
        subscription = _source.Pending.Subscribe(new ProbeObserver(_ => subscription!.Dispose(), _ => { }, () => _log.Add("done")));
        _source.TrySetResult(1);
        Assert.That(_log, Is.Empty);
    }

    [Test]
    public void OneThatIsDisposedByAnEarlierOne_IsNotCalled()
    {
        IDisposable? later = null;
        _source.Pending.OnDone(_ => later!.Dispose());
        later = _source.Pending.OnDone(_ => _log.Add("later"));
        _source.TrySetResult(1);
        Assert.That(_log, Is.Empty);
    }

    [Test]
    public void OneThatIsAddedInACallback_IsCalledAtOnce()
    {
        _source.Pending.OnDone(_ => _source.Pending.OnDone(_ => _log.Add("nested")));
        _source.Pending.OnDone(_ => _log.Add("later"));
        _source.TrySetResult(1);
        Assert.That(_log, Is.EqualTo(new[] { "nested", "later" }));
    }

    [Test]
    public void TheSameCallbackTwice_IsCalledTwice()
    {
        var calls = 0;
        void Callback(Pending pending) => calls++;
        _source.Pending.OnDone(Callback);
        _source.Pending.OnDone(Callback);
        _source.TrySetResult(1);
        Assert.That(calls, Is.EqualTo(2));
    }

    [Test]
    public void InsideACallback_TheOutcomeIsKnown()
    {
        var seen = (0, false);
        _source.Pending.OnDone(_ => seen = (_source.Pending.Result, _source.Pending.IsDone));
        _source.TrySetResult(3);
        Assert.That(seen, Is.EqualTo((3, true)));
    }

    [Test]
    public void TheBase_IsNotObservable()
    {
        var observed = typeof(Pending<int>).GetInterfaces().Except(typeof(Pending).GetInterfaces());
        Assert.That(observed, Is.EqualTo(new[] { typeof(IObservable<int>) }));
    }

    [Test]
    public void RxOperators_SeeAnObservableOfOneValue()
    {
        List<int> seen = [];
        using var _ = _source.Pending.Select(value => value * 2).Concat(Observable.Return(0)).Subscribe(seen.Add);
        _source.TrySetResult(4);
        Assert.That(seen, Is.EqualTo(new[] { 8, 0 }));
    }

    [Test]
    public void ManyThatComeAndGo_LeaveNothingBehind()
    {
        Observe("kept");
        var gone = AddAndRemove(10_000);
        Collect();
        Assert.That(
            gone.Count(reference => reference.IsAlive),
            Is.LessThanOrEqualTo(1),
            "What a removed listener refers to can be collected"
        );
        _source.TrySetResult(1);
        Assert.That(_log, Is.EqualTo(new[] { "kept 1", "kept done" }));
    }

    [Test]
    public void AfterTheEnd_ObserversAreLetGo()
    {
        var observer = SubscribeOne();
        _source.TrySetResult(1);
        Collect();
        Assert.That(observer.IsAlive, Is.False);
        GC.KeepAlive(_source);
    }

    private WeakReference SubscribeOne()
    {
        var payload = new object();
        _source.Pending.OnDone(_ => GC.KeepAlive(payload));
        return new WeakReference(payload);
    }

    private List<WeakReference> AddAndRemove(int count)
    {
        List<WeakReference> references = [];
        for (var i = 0; i < count; i++)
        {
            var payload = new object();
            references.Add(new WeakReference(payload));
            _source.Pending.OnDone(_ => GC.KeepAlive(payload)).Dispose();
        }

        return references;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private sealed class ProbeObserver(Action<int> next, Action<Exception> error, Action completed) : IObserver<int>
    {
        public void OnCompleted() => completed();

        public void OnError(Exception exception) => error(exception);

        public void OnNext(int value) => next(value);
    }
}
