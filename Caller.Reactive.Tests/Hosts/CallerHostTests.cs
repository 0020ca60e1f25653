using System.Reactive.Concurrency;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.Hosts;

/// <summary>The hosts that the library makes, used directly.</summary>
public sealed class CallerHostTests
{
    private readonly Pump _pump = new();
    private readonly QueueScheduler _queue = new();
    private readonly TestScheduler _virtual = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    private (CallerHost Host, Action Turn) Make(string kind) =>
        kind switch
        {
            "context" => (CallerHost.From(_pump), _pump.TurnAll),
            "virtual" => (CallerHost.From(_virtual), _virtual.Start),
            _ => (CallerHost.From(_queue), _queue.TurnAll),
        };

    [Test]
    public void Post_RunsOnTheHost_LaterAndInOrder([Values("context", "virtual", "scheduler")] string kind)
    {
        var (host, turn) = Make(kind);
        List<string> log = [];
        host.Post(() =>
        {
            host.Post(() => log.Add("inner"));
            log.Add("first");
        });
        host.Post(() => log.Add("second"));
        Assert.That(log, Is.Empty);
        turn();
        Assert.That(log, Is.EqualTo(["first", "second", "inner"]));
    }

    [Test]
    public void Post_OfNothing_IsRefused([Values("context", "virtual", "scheduler")] string kind)
    {
        var (host, turn) = Make(kind);
        Assert.That(() => host.Post(null!), Throws.ArgumentNullException);
        turn();
    }

    [Test]
    public void AHost_IsNamedByWhatItIsMadeOf() =>
        Assert.That(
            new[] { Make("context").Host, Make("virtual").Host, Make("scheduler").Host, CallerHost.NewThread() }.Select(static host =>
                host.Name
            ),
            Is.EqualTo([nameof(Pump), nameof(TestScheduler), nameof(QueueScheduler), "thread"])
        );

    [Test]
    public void OnAScheduler_WhatIsDueWaitsForItsTurnThere()
    {
        var clock = new FakeTimeProvider();
        var caller = Caller.Attach(CallerHost.From(_queue), new CallerOptions { TimeProvider = clock });
        List<string> log = [];
        caller.CallLater(TimeSpan.FromSeconds(5), () => log.Add("due"));
        _queue.TurnAll();
        _queue.Schedule(() => log.Add("the scheduler's own"));

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That(log, Is.Empty);
        _queue.TurnAll();
        Assert.That(log, Is.EqualTo(["the scheduler's own", "due"]));
        caller.Stop();
        _queue.TurnAll();
        Assert.That(caller.Stopped.IsDone);
    }

    /// <summary>A scheduler that the test turns, of which nothing else is known.</summary>
    private sealed class QueueScheduler : IScheduler
    {
        private readonly Queue<Action> _work = [];

        public DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action)
        {
            _work.Enqueue(() => action(this, state));
            return System.Reactive.Disposables.Disposable.Empty;
        }

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
            throw new NotSupportedException("Timers go by the clock of the options here.");

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            Schedule(state, dueTime - Now, action);

        internal void TurnAll()
        {
            while (_work.TryDequeue(out var work))
                work();
        }
    }
}
