using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;

namespace CallerReactive.Tests.Callers;

/// <summary>What is the user's and runs while a child is asked for runs outside of the lock that makes a name one child: meanwhile others can ask for children.</summary>
public sealed class FamilyLockTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private Caller? _parent;
    private bool? _free;

    [Test]
    public async Task ALogger_WhenTheParentIsStopping_HoldsNoLock()
    {
        var parent = StartParent(new CallerOptions());
        var gate = new TaskCompletionSource();
        _ = parent.CallSoon(() => gate.Task);
        await parent.CallSoon(static () => { }).InTime();
        parent.Stop();
        Assert.That(() => parent.Get("kid"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(_free, Is.True);
        gate.SetResult();
        await parent.DisposeAsync().AsTask().InTime();
    }

    [Test]
    public async Task ALogger_WhenAChildCannotStart_HoldsNoLock()
    {
        var parent = StartParent(new CallerOptions());
        parent.Get(WithFactory(static _ => throw new FormatException()));
        Assert.That(_free, Is.True);
        await parent.DisposeAsync().AsTask().InTime();
    }

    [Test]
    public void ALogger_WhenAChildStartsInVirtualTime_HoldsNoLock()
    {
        var parent = StartParent(new CallerOptions { Host = CallerHost.From(new HistoricalScheduler()) });
        parent.Get("kid");
        Assert.That(_free, Is.True);
        parent.Stop();
    }

    [Test]
    public async Task AThreadFactory_HoldsNoLock()
    {
        var parent = StartParent(new CallerOptions());
        parent.Get(
            WithFactory(main =>
            {
                Probe("'kid'");
                return new Thread(main);
            })
        );
        Assert.That(_free, Is.True);
        await parent.DisposeAsync().AsTask().InTime();
    }

    private static CallerOptions WithFactory(Func<ThreadStart, Thread> factory) =>
        new() { Name = "kid", Host = CallerHost.NewThread(new ThreadHostOptions { Factory = factory }) };

    private Caller StartParent(CallerOptions options) =>
        _parent = Caller.StartNew(options with { Name = "parent", Logger = new ProbingLogger(Probe) });

    /// <summary>The first time that it is about the child: another thread asks for another one, and this one waits for it.</summary>
    private void Probe(string text)
    {
        if (_free is not null || !text.Contains("'kid'", StringComparison.Ordinal))
            return;
        _free = false;
        using var done = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            try
            {
                _parent!.Get("another");
            }
            catch (ObjectDisposedException)
            {
                // it is stopping
            }

            done.Set();
        })
        {
            IsBackground = true,
            Name = "prober",
        };
        thread.Start();
        _free = done.Wait(Limit);
    }

    private sealed class ProbingLogger(Action<string> probe) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => probe(formatter(state, exception));
    }
}
