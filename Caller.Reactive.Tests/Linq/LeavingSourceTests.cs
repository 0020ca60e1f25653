using System.Collections.Concurrent;
using System.Reactive.Disposables;

namespace CallerReactive.Tests.Linq;

/// <summary>A source that throws when it is left keeps nobody from being told, and its exception is reported.</summary>
internal sealed class LeavingSourceTests
{
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly ConcurrentQueue<CallerExceptionOrigin> _reported = new();
    private IObserver<int> _observer = null!;

    [Test]
    public async Task Completion_Comes([ValueSource(typeof(CallerOperators), nameof(CallerOperators.Names))] string name)
    {
        await using var caller = Start();
        using var subscription = Watch(CallerOperators.Apply(name, Source(), caller));
        _observer.OnNext(1);
        await UntilSeen("1");
        _observer.OnCompleted();
        await UntilSeen("1,done");
        Assert.That(_reported, Is.EqualTo([CallerExceptionOrigin.Observer]));
    }

    [Test]
    public async Task TheStopsError_Comes([ValueSource(typeof(CallerOperators), nameof(CallerOperators.Names))] string name)
    {
        var caller = Start();
        using var subscription = Watch(CallerOperators.Apply(name, Source(), caller));
        caller.Stop();
        await caller.Stopped.Ended();
        Assert.That(
            (string.Join(',', _seen), _reported.First()),
            Is.EqualTo((nameof(CallerStoppedException), CallerExceptionOrigin.Observer))
        );
    }

    [Test]
    public async Task Dispose_DoesNotThrow([ValueSource(typeof(CallerOperators), nameof(CallerOperators.Names))] string name)
    {
        await using var caller = Start();
        var subscription = Watch(CallerOperators.Apply(name, Source(), caller));
        Assert.That(subscription.Dispose, Throws.Nothing);
        Assert.That(_reported, Is.EqualTo([CallerExceptionOrigin.Observer]));
    }

    [Test]
    public async Task TheErrorOfAnOverflow_ComesAndTheProducerIsSpared()
    {
        await using var caller = Start();
        using var subscription = Watch(Source().ObserveOn(caller, 1, OverflowPolicy.Error));
        await caller
            .CallSoon(() =>
            {
                _observer.OnNext(1);
                Assert.That(() => _observer.OnNext(2), Throws.Nothing);
            })
            .InTime();
        await UntilSeen("1,InvalidOperationException");
    }

    [Test]
    public async Task AnObserverThatThrows_IsReportedWithItsOwnException()
    {
        await using var caller = Start();
        var errors = new ConcurrentQueue<Exception>();
        caller.UnhandledException += (_, error) => errors.Enqueue(error.Exception);
        using var subscription = Source().ObserveOn(caller).Subscribe(new Throwing(static () => { }));
        _observer.OnNext(1);
        while (errors.Count < 2)
            await Task.Delay(1, TestContext.CurrentContext.CancellationToken);
        Assert.That(
            errors.Select(static error => error.GetType()),
            Is.EqualTo([typeof(NotSupportedException), typeof(DivideByZeroException)])
        );
    }

    [Test]
    public async Task AStop_AsksTheFunctionsOfSelectOn()
    {
        var caller = Start();
        using var subscription = Watch(
            Source()
                .SelectOn(
                    caller,
                    async (value, token) =>
                    {
                        _seen.Enqueue("begun");
                        await Task.Delay(Timeout.Infinite, token);
                        return value;
                    }
                )
        );
        _observer.OnNext(1);
        await UntilSeen("begun");
        caller.Stop();
        await caller.Stopped.Ended();
        Assert.That(_seen, Is.EqualTo(["begun", nameof(CallerStoppedException)]));
    }

    [TestCase("completion", "1,end")]
    [TestCase("stop", "1,CallerStoppedException")]
    [TestCase("token", "1,OperationCanceledException")]
    [TestCase("overflow", "1,2,InvalidOperationException")]
    public async Task AReaderThatWaits_IsTold(string by, string expected)
    {
        await using var caller = Start();
        using var source = new CancellationTokenSource();
        var reading = Read(caller, source.Token);
        _observer.OnNext(1);
        await UntilSeen("1");
        switch (by)
        {
            case "completion":
                _observer.OnCompleted();
                break;
            case "stop":
                caller.Stop();
                break;
            case "token":
                await source.CancelAsync();
                break;
            default:
                await caller
                    .CallSoon(() =>
                    {
                        _observer.OnNext(2);
                        Assert.That(() => _observer.OnNext(3), Throws.Nothing);
                    })
                    .InTime();
                break;
        }

        await reading.InTime();
        Assert.That((string.Join(',', _seen), _reported.First()), Is.EqualTo((expected, CallerExceptionOrigin.Observer)));
    }

    [Test]
    public async Task ASourceLeftWhileItIsSubscribedTo_IsReported()
    {
        await using var caller = Start();
        await using var reader = new HandWritten<int>(static observer =>
        {
            observer.OnCompleted(); // the reader leaves it, and has no handle yet
            return Disposable.Create(static () => throw new NotSupportedException());
        }).ToAsyncEnumerable(caller).GetAsyncEnumerator();
        Assert.That((await reader.MoveNextAsync(), _reported.Single()), Is.EqualTo((false, CallerExceptionOrigin.Observer)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task SubscribeOn_Disposed_ReportsIt(bool stopped)
    {
        var caller = Start();
        var subscription = Watch(Source().SubscribeOn(caller));
        await caller.CallSoon(static () => { }).InTime();
        if (stopped)
            await caller.DisposeAsync();
        Assert.That(subscription.Dispose, Throws.Nothing);
        await caller.DisposeAsync();
        Assert.That(_reported, Is.EqualTo([CallerExceptionOrigin.Observer]));
    }

    private Caller Start()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        caller.UnhandledException += (_, error) =>
        {
            error.Handled = true;
            _reported.Enqueue(error.Origin);
        };
        return caller;
    }

    private HandWritten<int> Source() =>
        new(observer =>
        {
            _observer = observer;
            return Disposable.Create(static () => throw new NotSupportedException());
        });

    private IDisposable Watch(IObservable<int> observed) =>
        observed.Subscribe(value => _seen.Enqueue($"{value}"), error => _seen.Enqueue(error.GetType().Name), () => _seen.Enqueue("done"));

    private async Task Read(Caller caller, CancellationToken token)
    {
        try
        {
            await foreach (var value in Source().ToAsyncEnumerable(caller, 1).WithCancellation(token))
                _seen.Enqueue($"{value}");
            _seen.Enqueue("end");
        }
        catch (Exception e)
        {
            _seen.Enqueue(e.GetType().Name);
        }
    }

    private async Task UntilSeen(string what)
    {
        while (string.Join(',', _seen) != what)
            await Task.Delay(1, TestContext.CurrentContext.CancellationToken);
    }
}
