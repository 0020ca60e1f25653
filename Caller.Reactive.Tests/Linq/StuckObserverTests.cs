using System.Collections.Concurrent;
using System.Reactive.Subjects;
using CallerReactive.Tests.Contracts;
using CallerReactive.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Linq;

/// <summary>An observer that is in the middle of an element when its caller gives up on it: the error waits until it has returned.</summary>
internal sealed class StuckObserverTests
{
    private readonly Pump _pump = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Subject<int> _source = new();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CallerOptions Options => new() { TimeProvider = _clock, StopTimeout = TimeSpan.FromSeconds(1) };

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public async Task GivenUp_TheErrorComesWhenItHasReturned(
        [ValueSource(typeof(CallerOperators), nameof(CallerOperators.Names))] string name
    )
    {
        var caller = Caller.StartNew(Options);
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Watch(
            name,
            caller,
            _ =>
            {
                entered.SetResult();
                release.Block();
            }
        );
        _source.OnNext(1);
        await entered.Task.InTime();

        GiveUp(caller);
        await caller.Stopped.Ended();
        release.Set();
        await _told.Task.InTime();

        Assert.That(_seen, Is.EqualTo(["begin 1", "end 1", nameof(CallerStoppedException)]));
    }

    [Test]
    public async Task GivenUp_Disposed_ItIsToldNothing([ValueSource(typeof(CallerOperators), nameof(CallerOperators.Names))] string name)
    {
        var caller = Caller.StartNew(Options);
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Watch(
            name,
            caller,
            _ =>
            {
                entered.SetResult();
                release.Block();
            }
        );
        _source.OnNext(1);
        await entered.Task.InTime();
        var thread = caller.Thread!;

        GiveUp(caller);
        subscription.Dispose();
        release.Set();
        await Task.Run(thread.Join).InTime();

        Assert.That(_seen, Is.EqualTo(["begin 1", "end 1"]));
    }

    [Test]
    public void GivenUpAfterADialogInsideIt_TheErrorComesWhenItHasReturned(
        [ValueSource(typeof(CallerOperators), nameof(CallerOperators.Names))] string name
    )
    {
        var caller = _pump.Attach(Options);
        using var subscription = Watch(
            name,
            caller,
            value =>
            {
                if (value == 1)
                    return;
                _source.OnNext(1);
                _pump.TurnUntil(() => _seen.Contains("end 1"));
                Waiting.For(Task.Run(() => GiveUp(caller)));
            }
        );
        _source.OnNext(0);
        _pump.TurnUntil(() => _told.Task.IsCompleted);

        Assert.That(_seen, Is.EqualTo(["begin 0", "begin 1", "end 1", "end 0", nameof(CallerStoppedException)]));
        _pump.TurnUntil(() => caller.Stopped.IsDone);
    }

    private void GiveUp(Caller caller)
    {
        caller.Stop();
        _clock.Advance(TimeSpan.FromSeconds(1));
    }

    private IDisposable Watch(string name, Caller caller, Action<int> inside) =>
        CallerOperators
            .Apply(name, _source, caller)
            .Subscribe(
                value =>
                {
                    _seen.Enqueue($"begin {value}");
                    inside(value);
                    _seen.Enqueue($"end {value}");
                },
                error =>
                {
                    _seen.Enqueue(error.GetType().Name);
                    _told.SetResult();
                }
            );
}
