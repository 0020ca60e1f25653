using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Pendings;

/// <summary>Decisions 18 and 28: a failure that nobody looked at is reported when collected.</summary>
public sealed class UnobservedPendingTests
{
    private readonly BlockingCollection<CallerExceptionEventArgs> _reports = [];

    [Test]
    public async Task AFailureThatNobodyLookedAt_IsReported()
    {
        await using var caller = StartReporting();
        FailAndForget(caller, "lost", static _ => { });
        Assert.That(NextReport(), Is.EqualTo(("lost", CallerExceptionOrigin.UnobservedPending)));
    }

    [Test]
    public async Task AFailureThatNobodyLookedAt_IsReportedOnTheThreadPool()
    {
        await using var caller = Caller.StartNew();
        var onPool = false;
        caller.UnhandledException += (_, e) =>
        {
            onPool = Thread.CurrentThread.IsThreadPoolThread;
            _reports.Add(e);
        };
        FailAndForget(caller, "lost", static _ => { });
        Assert.That((NextReport().Message, onPool), Is.EqualTo(("lost", true)));
    }

    private static IEnumerable<TestCaseData<Action<Pending<int>>>> Looks() =>
        [
            new(static pending => _ = pending.Exception) { TestName = "Exception" },
            new(static pending => Assert.That(() => pending.Result, Throws.Exception)) { TestName = "Result" },
            new(static pending => pending.Subscribe(new IgnoringObserver())) { TestName = "Subscribe" },
            new(static pending => Assert.That(() => pending.Wait(), Throws.Exception)) { TestName = "Wait" },
            new(static pending => Assert.That(pending.GetAwaiter().GetResult, Throws.Exception)) { TestName = "await" },
            new(static pending => Assert.That(() => pending.WaitAsync(TimeSpan.FromHours(1)).GetAwaiter().GetResult(), Throws.Exception))
            {
                TestName = "WaitAsync",
            },
            new(static pending => _ = pending.Protect().Exception) { TestName = "Exception of a view" },
            new(static pending =>
            {
                pending.Protect();
                _ = pending.Exception;
            })
            {
                TestName = "Exception, beside a view",
            },
        ];

    [TestCaseSource(nameof(Looks))]
    public async Task AFailureThatSomebodyLookedAt_IsNot(Action<Pending<int>> look)
    {
        await using var caller = StartReporting();
        FailAndForget(caller, "seen", look);
        FailAndForget(caller, "lost", static _ => { });
        Assert.That(NextReport().Message, Is.EqualTo("lost"));
        Collect();
        Assert.That(_reports, Is.Empty);
    }

    private static IEnumerable<TestCaseData<Action<Pending<int>>>> Glances() =>
        [
            new(static pending => pending.ToString()) { TestName = "ToString" },
            new(static pending => _ = pending.Status) { TestName = "Status" },
            new(static pending => pending.TryGetResult(out _)) { TestName = "TryGetResult" },
            new(static pending => pending.WhenDone()) { TestName = "WhenDone" },
            new(static pending => pending.OnDone(_ => { })) { TestName = "OnDone" },
            new(static pending => pending.Protect()) { TestName = "A view that nobody looks at" },
        ];

    [TestCaseSource(nameof(Glances))]
    public async Task AGlance_IsNotALook(Action<Pending<int>> glance)
    {
        await using var caller = StartReporting();
        FailAndForget(caller, "lost", glance);
        Assert.That(NextReport().Message, Is.EqualTo("lost"));
    }

    [Test]
    public async Task AFailureAfterAWaitThatGaveUp_IsReported([Values] bool byToken)
    {
        await using var caller = StartReporting();
        GiveUpThenFail(caller, "lost", byToken);
        Assert.That(NextReport(), Is.EqualTo(("lost", CallerExceptionOrigin.UnobservedPending)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GiveUpThenFail(Caller caller, string message, bool byToken)
    {
        using var gate = new ManualResetEventSlim();
        var pending = caller.CallSoon(int () =>
        {
            gate.Block();
            throw new FormatException(message);
        });
        var timeout = byToken ? Timeout.InfiniteTimeSpan : TimeSpan.Zero;
        var waits = pending.WaitAsync(timeout, cancellationToken: new CancellationToken(canceled: byToken));
        Assert.That(() => waits.Wait(TestContext.CurrentContext.CancellationToken), Throws.InstanceOf<AggregateException>());
        gate.Set();
        pending.WhenDone().Wait(TestContext.CurrentContext.CancellationToken);
    }

    private Caller StartReporting()
    {
        var caller = Caller.StartNew();
        caller.UnhandledException += (_, e) => _reports.Add(e);
        return caller;
    }

    // Blocks: what an await goes on from would keep the pending alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailAndForget(Caller caller, string message, Action<Pending<int>> look)
    {
        var pending = caller.CallSoon(int () => throw new FormatException(message));
        pending.WhenDone().Wait(TestContext.CurrentContext.CancellationToken);
        look(pending);
    }

    private (string Message, CallerExceptionOrigin Origin) NextReport()
    {
        CallerExceptionEventArgs? report;
        while (!_reports.TryTake(out report, 20, TestContext.CurrentContext.CancellationToken))
            Collect();
        return (report.Exception.Message, report.Origin);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private sealed class IgnoringObserver : IObserver<int>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void OnNext(int value) { }
    }
}
