using System.Collections.Concurrent;
using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

/// <summary>A result is handed over in a turn of its own, whoever ended the function.</summary>
internal sealed class SelectOnTurnTests
{
    private static readonly AsyncLocal<int> Local = new();

    private readonly Subject<int> _source = new();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly TaskCompletionSource<int>[] _ends = [new(), new()];

    [TestCase(true)]
    [TestCase(false)]
    public async Task AnObserverThatThrows_IsReportedAndItsSourceIsLeft(bool atOnce)
    {
        await using var caller = Caller.StartNew("owner");
        var reported = Reports(caller);
        using var subscription = _source
            .SelectOn(
                caller,
                async (value, _) =>
                {
                    if (!atOnce)
                        await Task.Yield();
                    return value;
                }
            )
            .SubscribeSafe(Observer.Create<int>(static _ => throw new FormatException()));
        _source.OnNext(1);

        var error = await reported.Task.InTime();
        Assert.That(
            (error.Exception.GetType(), error.Origin),
            Is.EqualTo((typeof(FormatException), CallerExceptionOrigin.ScheduledAction))
        );
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task AFunctionThatFails_WithoutAnErrorHandler_IsReported()
    {
        await using var caller = Caller.StartNew("owner");
        var reported = Reports(caller);
        using var subscription = _source
            .SelectOn<int, int>(
                caller,
                static async (_, _) =>
                {
                    await Task.Yield();
                    throw new FormatException();
                }
            )
            .Subscribe(static _ => { });
        _source.OnNext(1);

        Assert.That((await reported.Task.InTime()).Exception, Is.InstanceOf<FormatException>());
        Assert.That(await caller.CallSoon(static () => 7).InTime(), Is.EqualTo(7));
    }

    [Test]
    public async Task AFunctionEndedByACall_IsHandedOverAfterThatCall()
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = Watch(caller);
        await caller
            .CallSoon(() =>
            {
                _seen.Enqueue("call begins");
                _ends[0].SetResult(0);
                _seen.Enqueue("call ends");
            })
            .InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(_seen, Is.EqualTo(["call begins", "call ends", "begin 0", "end 0"]));
    }

    [Test]
    public async Task AFunctionEndedByTheObserver_IsHandedOverAfterwards()
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = Watch(caller, value => _ends[1 - value].TrySetResult(1 - value));
        _ends[0].SetResult(0);
        await caller.CallSoon(static () => { }).InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(_seen, Is.EqualTo(["begin 0", "end 0", "begin 1", "end 1"]));
    }

    [Test]
    public async Task AResult_ComesInThePlainContext()
    {
        await using var caller = Caller.StartNew("owner");
        (int, Pending?) found = (-1, null);
        using var subscription = Watch(caller, _ => found = (Local.Value, Pending.Current));
        Local.Value = 7;
        await caller.CallSoon(() => _ends[0].SetResult(0)).InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(found, Is.EqualTo((0, default(Pending))));
    }

    [Test]
    public async Task Results_ComeInTheOrderInWhichTheyWereReady()
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = Watch(caller);
        await caller
            .CallSoon(() =>
            {
                Task.Run(() => _ends[1].SetResult(1)).InTime().GetAwaiter().GetResult();
                _ends[0].SetResult(0);
            })
            .InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(_seen, Is.EqualTo(["begin 1", "end 1", "begin 0", "end 0"]));
    }

    [Test]
    public async Task ADirectCallThatIsAwaited_IsNotDisturbedByAResult()
    {
        await using var caller = Caller.StartNew("owner");
        using var subscription = Watch(caller);
        caller.CallDirect(async () =>
        {
            _ends[0].SetResult(0);
            await Task.Yield();
            await Task.Yield();
            _seen.Enqueue("direct call ends");
        });
        await caller.CallSoon(static () => { }).InTime();
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(_seen, Is.EqualTo(["direct call ends", "begin 0", "end 0"]));
    }

    private static TaskCompletionSource<CallerExceptionEventArgs> Reports(Caller caller)
    {
        var reported = new TaskCompletionSource<CallerExceptionEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.UnhandledException += (_, error) =>
        {
            error.Handled = true;
            reported.TrySetResult(error);
        };
        return reported;
    }

    /// <summary>Two functions, which end when they are told to.</summary>
    private IDisposable Watch(Caller caller, Action<int>? inside = null) =>
        Observable
            .Range(0, 2)
            .SelectOn(caller, (value, _) => _ends[value].Task, maxConcurrent: 2)
            .Subscribe(value =>
            {
                _seen.Enqueue($"begin {value}");
                inside?.Invoke(value);
                _seen.Enqueue($"end {value}");
            });
}
