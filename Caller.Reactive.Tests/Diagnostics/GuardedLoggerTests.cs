using Microsoft.Extensions.Logging;

namespace CallerReactive.Tests.Diagnostics;

public sealed class GuardedLoggerTests
{
    [Test]
    public async Task ALoggerThatThrows_CostsNeitherTheLoopNorAPending([Values] bool alreadyWhenAsked)
    {
        var caller = Caller.StartNew(new CallerOptions { Logger = new Thrower(alreadyWhenAsked), StopTimeout = TimeSpan.Zero });
        var told = 0;
        caller.UnhandledException += (_, _) => Interlocked.Increment(ref told);
        caller.UnhandledException += (_, _) => throw new FormatException();

        caller.CallDirect(() => throw new FormatException());
        await caller.CallSoon(() => { }).InTime();
        var endless = caller.CallSoon(() => new TaskCompletionSource().Task);
        await caller.CallSoon(() => { }).InTime();
        caller.Stop();

        await caller.Stopped.InTime();
        await endless.Ended();
        caller.CallDirect(() => { });
        Assert.That((told, caller.Started.Status, endless.Status), Is.EqualTo((1, PendingStatus.Succeeded, PendingStatus.Cancelled)));
    }

    [Test]
    public async Task ALoggerThatThrows_DoesNotHideAStartThatFails()
    {
        var host = CallerHost.NewThread(new ThreadHostOptions { Factory = _ => throw new DivideByZeroException() });
        var caller = Caller.StartNew(new CallerOptions { Logger = new Thrower(false), Host = host });
        await caller.Stopped.InTime();
        Assert.That(caller.Started.Exception, Is.TypeOf<DivideByZeroException>());
    }

    [Test]
    public async Task ALoggerThatThrows_ThroughTheParentToo_LetsAFamilyStop()
    {
        var parent = Caller.StartNew(new CallerOptions { Logger = new Thrower(false) });
        var child = parent.Get("child");
        await parent.ToThread(() => { }).InTime();
        parent.Stop();
        await parent.Stopped.InTime();
        Assert.That(child.State, Is.EqualTo(CallerState.Stopped));
    }

    private sealed class Thrower(bool alreadyWhenAsked) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new FormatException();

        public bool IsEnabled(LogLevel logLevel) => alreadyWhenAsked ? throw new FormatException() : true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => throw new FormatException();
    }
}
