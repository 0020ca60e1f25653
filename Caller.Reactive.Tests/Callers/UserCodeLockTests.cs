using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using CallerReactive.Tests.Hosts;
using Microsoft.Extensions.Logging;

namespace CallerReactive.Tests.Callers;

/// <summary>
/// Decision 32: code of the user's never runs under a lock of ours. From within each kind of callback another thread uses
/// everything that the callback's caller has; it could not come to its end if the callback's thread held a lock of it.
/// </summary>
public sealed class UserCodeLockTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<bool> _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Caller? _caller;
    private PendingSource<int>? _source;
    private ITimer? _timer;
    private int _probing;

    [TearDown]
    public async Task EndTheCaller()
    {
        _caller?.Stop(force: true);
        if (_caller is not null)
            await _caller.DisposeAsync();
        _timer?.Dispose();
    }

    [Test]
    public async Task ACallbackOfAPending_HoldsNoLock()
    {
        Start();
        _source!.Pending.OnDone(_ => Probe());
        _source.TrySetResult(1);
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task AnObserver_HoldsNoLock()
    {
        Start();
        _source!.Pending.Subscribe(_ => Probe());
        _ = _caller!.CallSoon(() => _source.TrySetResult(1));
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task ACanceller_HoldsNoLock()
    {
        Start();
        _source!.SetCanceller(_ => Probe());
        _source.Pending.Cancel();
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task ACallbackOfACallsToken_HoldsNoLock()
    {
        Start();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = _caller!.CallSoon(async token =>
        {
            var asked = new TaskCompletionSource();
            await using var registration = token.Register(() =>
            {
                Probe();
                asked.SetResult();
            });
            running.SetResult();
            await asked.Task;
        });
        await running.Task.InTime();
        call.Cancel();
        Assert.That(await _probed.Task.InTime());
        await call.Ended();
    }

    [Test]
    public async Task AHandlerOfUnhandledExceptions_HoldsNoLock()
    {
        Start();
        _caller!.UnhandledException += (_, e) =>
        {
            e.Handled = true;
            Probe();
        };
        _caller.Schedule(() => throw new InvalidOperationException("for the handler"));
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task ALogger_HoldsNoLock()
    {
        var logger = new ProbingLogger();
        Start(new CallerOptions { Logger = logger });
        logger.Probe = Probe;
        _caller!.CallDirect(static () => throw new InvalidOperationException("for the log"));
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task WhatAnActionLeavesToDispose_HoldsNoLock()
    {
        Start();
        var handle = _caller!.Schedule(0, (_, _) => Disposable.Create(Probe));
        await _caller.CallSoon(static () => { }).InTime();
        handle.Dispose();
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task ACallbackOfATimer_HoldsNoLock()
    {
        Start();
        using var timer = _caller!.TimeProvider.CreateTimer(_ => Probe(), null, TimeSpan.Zero, TimeSpan.FromHours(1));
        _timer = timer;
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task ACallbackOfStopping_HoldsNoLock()
    {
        Start();
        _caller!.Stopping.OnDone(_ => Probe());
        _caller.Stop();
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task AnObserverOfWhatAStopRefuses_HoldsNoLock()
    {
        Start();
        _caller!.CallLater(TimeSpan.FromHours(1), static () => { }).OnDone(_ => Probe());
        _caller.Stop();
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task AManagersAdd_HoldsNoLock()
    {
        Start();
        var manager = new ProbingManager { Probe = Probe };
        using (manager.Activate())
            await _caller!.CallSoon(static () => { }).InTime();
        Assert.That(await _probed.Task.InTime());
    }

    [Test]
    public async Task AThreadFactory_HoldsNoLock()
    {
        _source = new PendingSource<int>();
        _caller = Caller.Create(
            new CallerOptions
            {
                Host = CallerHost.NewThread(
                    new ThreadHostOptions
                    {
                        Factory = main =>
                        {
                            Probe();
                            return new Thread(main);
                        },
                    }
                ),
            }
        );
        _caller.Start();
        Assert.That(await _probed.Task.InTime());
    }

    [TestCase(false)]
    [TestCase(true)]
    public void APostOfAHost_HoldsNoLock(bool byATimer)
    {
        var pump = new ProbingPump();
        try
        {
            _source = new PendingSource<int>();
            _caller = Caller.Attach(CallerHost.From(pump));
            pump.Inner.TurnAll();
            _timer = _caller.TimeProvider.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            pump.Probe = Probe;
            if (byATimer)
                _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            else
                _caller.CallSoon(static () => { });
            pump.Inner.TurnUntil(() => _probed.Task.IsCompleted);
            Assert.That(_probed.Task.Result);
        }
        finally
        {
            pump.Inner.End(_caller!);
            pump.Inner.Die();
        }
    }

    private void Start(CallerOptions? options = null)
    {
        _source = new PendingSource<int>();
        _caller = Caller.StartNew(options ?? new CallerOptions());
        _caller.UnhandledException += static (_, e) => e.Handled = true;
    }

    /// <summary>In the callback: another thread uses all there is, and this one waits for it, the first time.</summary>
    private void Probe()
    {
        if (Interlocked.Exchange(ref _probing, 1) != 0)
            return;
        using var done = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            UseEverything();
            done.Set();
        })
        {
            IsBackground = true,
            Name = "prober",
        };
        thread.Start();
        _probed.TrySetResult(done.Wait(Limit));
    }

    private void UseEverything()
    {
        var (caller, source) = (_caller, _source!);
        source.Pending.OnDone(static _ => { }).Dispose();
        source.Pending.Subscribe(static _ => { }, static _ => { }).Dispose();
        source.Pending.Cancel();
        _ = source.ToString();
        if (caller is not null)
        {
            caller.CallSoon(static () => { }).Cancel();
            caller.CallLater(TimeSpan.FromHours(1), static () => { }).Cancel();
            caller.CallDirect(static () => { });
            if (caller.State == CallerState.Running)
                caller.Schedule(TimeSpan.FromHours(1), static () => { }).Dispose();
            caller.QueueCall(static (int _) => { }, 1);
            caller.Stopping.OnDone(static _ => { }).Dispose();
            _ = caller.ToString();
            _ = caller.Children.Count;
            using var timer = caller.TimeProvider.CreateTimer(static _ => { }, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
            timer.Change(TimeSpan.FromHours(2), TimeSpan.FromHours(1));
        }

        _timer?.Change(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        _timer?.Dispose();
    }

    private sealed class ProbingLogger : ILogger
    {
        internal Action? Probe { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Probe?.Invoke();
    }

    private sealed class ProbingManager : PendingManager
    {
        internal required Action Probe { get; init; }

        public override bool Add(Pending pending)
        {
            Probe();
            return base.Add(pending);
        }
    }

    /// <summary>Its posts go through a callback to a pump.</summary>
    private sealed class ProbingPump : SynchronizationContext
    {
        internal Pump Inner { get; } = new();

        internal Action? Probe { get; set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Inner.Post(d, state);
            Probe?.Invoke();
        }
    }
}
