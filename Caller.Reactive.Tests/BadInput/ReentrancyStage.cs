using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Extensions.Logging;

namespace CallerReactive.Tests.BadInput;

/// <summary>Has a caller call back, does one thing in there, once, and remembers what must not have come of it.</summary>
internal sealed class ReentrancyStage : IDisposable
{
    private readonly CancellationToken _limit = TestContext.CurrentContext.CancellationToken;
    private readonly ReentrancyTests.From _from;
    private readonly ReentrancyTests.Deed _what;
    private readonly Callback _logger = new();
    private readonly Caller _caller;
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PendingSource<int> _source = new();
    private readonly SingleAssignmentDisposable _own = new();
    private readonly List<Pending> _calls;
    private Action? _inFactory;
    private int _once;

    internal ReentrancyStage(ReentrancyTests.From from, ReentrancyTests.Deed what)
    {
        (_from, _what) = (from, what);
        _calls = [_source.Pending];
        _caller = Caller.Create(
            new CallerOptions
            {
                Name = "subject",
                Logger = _logger,
                StallThreshold = from == ReentrancyTests.From.Stalled ? TimeSpan.FromMilliseconds(5) : null,
                Host = CallerHost.NewThread(
                    new ThreadHostOptions
                    {
                        Factory = main =>
                        {
                            _inFactory?.Invoke();
                            return new Thread(main);
                        },
                    }
                ),
            }
        );
        _caller.UnhandledException += static (_, e) => e.Handled = true;
    }

    /// <summary>The caller has called back, and the deed is done.</summary>
    internal Task Came => _came.Task;

    internal bool WaitRefused { get; private set; }

    /// <summary>What the deed threw that nobody was promised.</summary>
    internal Exception? Failure { get; private set; }

    public void Dispose() => _logger.Dispose();

    /// <summary>The caller stops, and every call has ended.</summary>
    internal async Task End()
    {
        _source.TrySetResult(1);
        await _caller.DisposeAsync().AsTask().WaitAsync(_limit);

        Pending[] ended;
        lock (_calls)
            ended = [.. _calls];
        foreach (var call in ended)
            await call.WhenDone(_limit);
        Assert.That(_caller.State, Is.EqualTo(CallerState.Stopped));
    }

    internal void Raise()
    {
        if (_from != ReentrancyTests.From.ThreadFactory)
            _caller.Start();
        switch (_from)
        {
            case ReentrancyTests.From.OnNext:
                _own.Disposable = _source.Pending.Subscribe(_ => Act());
                _source.TrySetResult(1);
                break;
            case ReentrancyTests.From.OnCompleted:
                _own.Disposable = _source.Pending.Subscribe(static _ => { }, Act);
                _source.TrySetResult(1);
                break;
            case ReentrancyTests.From.OnError:
                _own.Disposable = _source.Pending.Subscribe(static _ => { }, _ => Act());
                _source.TrySetException(new FormatException());
                break;
            case ReentrancyTests.From.OnDone:
                _own.Disposable = _source.Pending.OnDone(_ => Act());
                _source.TrySetCancelled();
                break;
            case ReentrancyTests.From.ObserveOnNext:
                _own.Disposable = Observable
                    .Return(1, ImmediateScheduler.Instance)
                    .Concat(Observable.Never<int>())
                    .ObserveOn(_caller)
                    .Subscribe(_ => Act(), static _ => { });
                break;
            case ReentrancyTests.From.ScheduledAction:
                _own.Disposable = _caller.Schedule(Act);
                break;
            case ReentrancyTests.From.PeriodicAction:
                _own.Disposable = _caller.SchedulePeriodic(TimeSpan.FromMilliseconds(1), Act);
                break;
            case ReentrancyTests.From.QueueHandler:
                _caller.QueueCall(_ => Act(), 1);
                break;
            case ReentrancyTests.From.TokenCallback:
                _caller
                    .CallSoon(token =>
                    {
                        token.Register(Act);
                        return Task.Delay(Timeout.Infinite, token);
                    })
                    .AlsoCancel(_caller);
                break;
            case ReentrancyTests.From.Canceller:
                _source.SetCanceller(_ => Act());
                _source.Pending.Cancel();
                break;
            case ReentrancyTests.From.Stopping:
                _caller.Stopping.OnDone(_ => Act());
                _caller.Stop();
                break;
            case ReentrancyTests.From.Stopped:
                _caller.Stopped.OnDone(_ => Act());
                _caller.Stop();
                break;
            case ReentrancyTests.From.UnhandledException:
                _caller.UnhandledException += (_, _) => Act();
                _caller.CallDirect(static () => throw new FormatException());
                break;
            case ReentrancyTests.From.Logger:
                _caller.CallDirect(() =>
                {
                    _logger.Action = Act;
                    throw new FormatException();
                });
                break;
            case ReentrancyTests.From.GroupMember:
                _ = _caller.RunGroupAsync(_ =>
                {
                    _caller.CallSoon(Act);
                    return Task.CompletedTask;
                });
                break;
            case ReentrancyTests.From.Stalled:
                // The handler is on a thread of the clock; what holds the loop goes on as soon as that has been called, whatever it does.
                var told = new ManualResetEventSlim();
                _caller.Stalled += (_, _) =>
                {
                    told.Set();
                    Act();
                };
                _caller.CallDirect(told.Block);
                break;
            case ReentrancyTests.From.StoppingToken:
                _caller.StoppingToken.Register(Act);
                _caller.Stop();
                break;
            case ReentrancyTests.From.Post:
                _caller.SynchronizationContext.Post(_ => Act(), null);
                break;
            case ReentrancyTests.From.Timer:
                _own.Disposable = _caller.TimeProvider.CreateTimer(
                    _ => Act(),
                    null,
                    TimeSpan.FromMilliseconds(1),
                    Timeout.InfiniteTimeSpan
                );
                break;
            case ReentrancyTests.From.StartStopBody:
                _caller
                    .CreateStartStopTask(_ =>
                    {
                        Act();
                        return Task.FromResult(1);
                    })
                    .Start();
                break;
            case ReentrancyTests.From.ThreadFactory:
                _inFactory = Act;
                _caller.Start();
                break;
        }
    }

    private void Act()
    {
        if (Interlocked.Exchange(ref _once, 1) != 0)
            return;
        try
        {
            Perform();
        }
        catch (ObjectDisposedException)
        {
            // where the caller has stopped, as promised
        }
        catch (Exception e) when (e is not InvalidTimeZoneException)
        {
            Failure = e;
        }
        finally
        {
            _came.SetResult();
        }
    }

    private void Perform()
    {
        switch (_what)
        {
            case ReentrancyTests.Deed.Unsubscribe:
                _own.Dispose();
                break;
            case ReentrancyTests.Deed.CancelItself:
                _source.Pending.Cancel();
                Pending.Current?.Cancel();
                break;
            case ReentrancyTests.Deed.Stop:
                _caller.Stop(force: true);
                break;
            case ReentrancyTests.Deed.Dispose:
                _ = _caller.DisposeAsync().AsTask();
                break;
            case ReentrancyTests.Deed.Call:
                Add(_caller.CallSoon(static () => { }));
                Add(_caller.CallLater(TimeSpan.FromHours(1), static () => { }));
                break;
            case ReentrancyTests.Deed.CallWorker:
                Add(_caller.ToThread(static () => { }));
                break;
            case ReentrancyTests.Deed.Queue:
                Action<int> handler = static _ => { };
                _caller.QueueCall(handler, 1);
                _caller.QueueClose(handler);
                break;
            case ReentrancyTests.Deed.Schedule:
                _caller.Schedule(static () => { });
                break;
            case ReentrancyTests.Deed.MakeChild:
                Add(_caller.Get("child").CallSoon(static () => { }));
                break;
            case ReentrancyTests.Deed.SubscribeAgain:
                _source.Pending.Subscribe(static _ => { }, static _ => { });
                _source.Pending.OnDone(static _ => { });
                break;
            case ReentrancyTests.Deed.GetSnapshot:
                Assert.That(_caller.GetSnapshot().Id, Is.EqualTo(_caller.Id));
                break;
            case ReentrancyTests.Deed.Wait:
                Wait(_caller.CallSoon(static () => 1));
                break;
            case ReentrancyTests.Deed.WaitForTheEnd:
                _caller.Stop();
                Wait(_caller.Stopped);
                break;
            case ReentrancyTests.Deed.Throw:
                throw new InvalidTimeZoneException("from a callback");
        }

        void Add(Pending call)
        {
            lock (_calls)
                _calls.Add(call);
        }
    }

    private void Wait<T>(Pending<T> call)
    {
        try
        {
            call.Wait();
        }
        catch (InvalidOperationException e) when (e.Message.Contains("would never end", StringComparison.Ordinal))
        {
            WaitRefused = true;
        }
        catch (PendingCancelledException)
        {
            // where the caller has stopped
        }
    }

    private sealed class Callback : ILogger, IDisposable
    {
        internal Action? Action { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Action?.Invoke();

        public void Dispose() => Action = null;
    }
}

file static class Extensions
{
    /// <summary>Once it runs.</summary>
    internal static void AlsoCancel(this Pending pending, Caller caller) => caller.CallDirect(() => pending.Cancel());
}
