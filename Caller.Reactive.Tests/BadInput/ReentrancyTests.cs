using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Extensions.Logging;

namespace CallerReactive.Tests.BadInput;

/// <summary>From every callback everything may be called, that which called back included: nothing hangs, every call ends, and the caller still stops.</summary>
public sealed class ReentrancyTests
{
    public enum From
    {
        OnNext,
        OnCompleted,
        OnError,
        OnDone,
        ObserveOnNext,
        ScheduledAction,
        PeriodicAction,
        QueueHandler,
        TokenCallback,
        Canceller,
        Stopping,
        Stopped,
        UnhandledException,
        Logger,
        GroupMember,
    }

    public enum Deed
    {
        Unsubscribe,
        CancelItself,
        Stop,
        Dispose,
        Call,
        CallWorker,
        Queue,
        Schedule,
        MakeChild,
        SubscribeAgain,
        Throw,
    }

    [Test]
    public async Task FromACallback_AnythingMayBeDone([Values] From from, [Values] Deed what)
    {
        var limit = TestContext.CurrentContext.CancellationToken;
        using var logger = new Callback();
        var caller = Caller.StartNew(new CallerOptions { Name = "subject", Logger = logger });
        caller.UnhandledException += static (_, e) => e.Handled = true;
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new PendingSource<int>();
        var own = new SingleAssignmentDisposable();
        List<Pending> calls = [source.Pending];
        var once = 0;

        Raise(from, caller, source, own, logger, Act);
        await came.Task.WaitAsync(limit);
        source.TrySetResult(1);
        await caller.DisposeAsync().AsTask().WaitAsync(limit);

        Pending[] ended;
        lock (calls)
            ended = [.. calls];
        foreach (var call in ended)
            await call.WhenDone(limit);
        Assert.That(caller.State, Is.EqualTo(CallerState.Stopped));

        void Act()
        {
            if (Interlocked.Exchange(ref once, 1) != 0)
                return;
            try
            {
                Perform(what, caller, source, own, calls);
            }
            catch (ObjectDisposedException)
            {
                // where the caller has stopped, as promised
            }
            finally
            {
                came.SetResult();
            }
        }
    }

    private static void Raise(
        From from,
        Caller caller,
        PendingSource<int> source,
        SingleAssignmentDisposable own,
        Callback logger,
        Action act
    )
    {
        switch (from)
        {
            case From.OnNext:
                own.Disposable = source.Pending.Subscribe(_ => act());
                source.TrySetResult(1);
                break;
            case From.OnCompleted:
                own.Disposable = source.Pending.Subscribe(static _ => { }, act);
                source.TrySetResult(1);
                break;
            case From.OnError:
                own.Disposable = source.Pending.Subscribe(static _ => { }, _ => act());
                source.TrySetException(new FormatException());
                break;
            case From.OnDone:
                own.Disposable = source.Pending.OnDone(_ => act());
                source.TrySetCancelled();
                break;
            case From.ObserveOnNext:
                own.Disposable = Observable
                    .Return(1, ImmediateScheduler.Instance)
                    .Concat(Observable.Never<int>())
                    .ObserveOn(caller)
                    .Subscribe(_ => act(), static _ => { });
                break;
            case From.ScheduledAction:
                own.Disposable = caller.Schedule(act);
                break;
            case From.PeriodicAction:
                own.Disposable = caller.SchedulePeriodic(TimeSpan.FromMilliseconds(1), act);
                break;
            case From.QueueHandler:
                caller.QueueCall(_ => act(), 1);
                break;
            case From.TokenCallback:
                caller
                    .CallSoon(token =>
                    {
                        token.Register(act);
                        return Task.Delay(Timeout.Infinite, token);
                    })
                    .AlsoCancel(caller);
                break;
            case From.Canceller:
                source.SetCanceller(_ => act());
                source.Pending.Cancel();
                break;
            case From.Stopping:
                caller.Stopping.OnDone(_ => act());
                caller.Stop();
                break;
            case From.Stopped:
                caller.Stopped.OnDone(_ => act());
                caller.Stop();
                break;
            case From.UnhandledException:
                caller.UnhandledException += (_, _) => act();
                caller.CallDirect(static () => throw new FormatException());
                break;
            case From.Logger:
                logger.Action = act;
                caller.CallDirect(static () => throw new FormatException());
                break;
            case From.GroupMember:
                _ = caller.RunGroupAsync(_ =>
                {
                    caller.CallSoon(act);
                    return Task.CompletedTask;
                });
                break;
        }
    }

    private static void Perform(Deed what, Caller caller, PendingSource<int> source, SingleAssignmentDisposable own, List<Pending> calls)
    {
        switch (what)
        {
            case Deed.Unsubscribe:
                own.Dispose();
                break;
            case Deed.CancelItself:
                source.Pending.Cancel();
                Pending.Current?.Cancel();
                break;
            case Deed.Stop:
                caller.Stop(force: true);
                break;
            case Deed.Dispose:
                _ = caller.DisposeAsync().AsTask();
                break;
            case Deed.Call:
                Add(caller.CallSoon(static () => { }));
                Add(caller.CallLater(TimeSpan.FromHours(1), static () => { }));
                break;
            case Deed.CallWorker:
                Add(caller.ToThread(static () => { }));
                break;
            case Deed.Queue:
                Action<int> handler = static _ => { };
                caller.QueueCall(handler, 1);
                caller.QueueClose(handler);
                break;
            case Deed.Schedule:
                caller.Schedule(static () => { });
                break;
            case Deed.MakeChild:
                Add(caller.Get("child").CallSoon(static () => { }));
                break;
            case Deed.SubscribeAgain:
                source.Pending.Subscribe(static _ => { }, static _ => { });
                source.Pending.OnDone(static _ => { });
                break;
            case Deed.Throw:
                throw new InvalidTimeZoneException("from a callback");
        }

        void Add(Pending call)
        {
            lock (calls)
                calls.Add(call);
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
