using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;

namespace CallerReactive.Tests.Faults;

/// <summary>The disk under the log is full, or what is to be written cannot be: everything else goes on as if nothing were.</summary>
public sealed class LoggerFaultTests
{
    [Test]
    public async Task AFullDisk_CostsMessagesOnly()
    {
        var log = new FullDisk();
        var caller = Caller.StartNew(new CallerOptions { Logger = log, StopTimeout = TimeSpan.Zero });
        var reported = new List<CallerExceptionOrigin>();
        caller.UnhandledException += (_, e) =>
        {
            e.Handled = true;
            lock (reported)
                reported.Add(e.Origin);
        };
        caller.CallDirect(() => throw new FormatException());
        caller.Schedule(() => throw new FormatException());
        caller.QueueCall<int>(_ => throw new FormatException(), 1);
        Assert.That(await caller.CallSoon(() => 7).InTime(), Is.EqualTo(7));
        var deaf = caller.CallSoon(() => new TaskCompletionSource().Task);
        await caller.CallSoon(() => { }).InTime();
        var waiting = caller.CallLater(TimeSpan.FromHours(1), () => { });
        caller.Stop();
        await caller.Stopped.InTime();

        Assert.That((deaf.Status, waiting.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
        Assert.That(
            reported,
            Is.EqualTo(new[] { CallerExceptionOrigin.DirectCall, CallerExceptionOrigin.ScheduledAction, CallerExceptionOrigin.QueuedCall })
        );
        Assert.That(log.Tried, Is.GreaterThanOrEqualTo(6), "it was asked each time: nothing gives up on a logger");
    }

    [Test]
    public async Task AnExceptionWithoutText_CannotBeWritten_AndIsReportedAllTheSame()
    {
        await using var caller = Caller.StartNew(new CallerOptions { Logger = new Recorder() });
        var reported = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.UnhandledException += (_, e) => reported.TrySetResult(e.Exception);
        var error = Nasty.Make(Nasty.Kind.WithoutText);
        caller.CallDirect(() => throw error);
        Assert.That(await reported.Task.InTime(), Is.SameAs(error));
    }

    private sealed class FullDisk : ILogger
    {
        private int _tried;

        internal int Tried => Volatile.Read(ref _tried);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            Interlocked.Increment(ref _tried);
            throw new IOException("There is not enough space on the disk: " + formatter(state, exception));
        }
    }
}
