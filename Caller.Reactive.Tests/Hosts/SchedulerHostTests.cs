using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Hosts;

/// <summary>Rx schedulers of real time as hosts.</summary>
public sealed class SchedulerHostTests
{
    private static IEnumerable<TestCaseData> Schedulers() =>
        new (string, Func<IScheduler>)[]
        {
            ("EventLoop", static () => new EventLoopScheduler()),
            ("TaskPool", static () => TaskPoolScheduler.Default),
            ("NewThread", static () => NewThreadScheduler.Default),
            ("Wrapped", static () => TaskPoolScheduler.Default.DisableOptimizations()),
        }.Select(static made => new TestCaseData(made.Item2).SetArgDisplayNames(made.Item1));

    [TestCaseSource(nameof(Schedulers))]
    public async Task Items_RunOneAtATime_InOrder(Func<IScheduler> make)
    {
        var scheduler = make();
        await using var caller = Caller.Attach(CallerHost.From(scheduler));
        const int count = 300; // a thread each, on the NewThreadScheduler
        List<int> log = [];
        var inside = 0;
        var overlaps = 0;
        for (var i = 0; i < count; i++)
        {
            var n = i;
            caller.Schedule(() =>
            {
                overlaps += Interlocked.Increment(ref inside) - 1;
                log.Add(n);
                Interlocked.Decrement(ref inside);
            });
        }

        await caller.CallSoon(static () => { }).AsTask().WaitAsync(TestContext.CurrentContext.CancellationToken);

        Assert.That(overlaps, Is.Zero);
        Assert.That(log, Is.EqualTo(Enumerable.Range(0, count)));
        (scheduler as IDisposable)?.Dispose();
    }

    [TestCaseSource(nameof(Schedulers))]
    public async Task Timers_Await_AndCurrent_Work(Func<IScheduler> make)
    {
        await using var caller = Caller.Attach(CallerHost.From(make()));
        var call = caller.CallSoon(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), caller.TimeProvider);
            var last = await Observable.Interval(TimeSpan.FromMilliseconds(5), caller).Take(3);
            return (last, Caller.Current, caller.CheckAccess(), SynchronizationContext.Current == caller.SynchronizationContext);
        });

        Assert.That(await call.AsTask().WaitAsync(TestContext.CurrentContext.CancellationToken), Is.EqualTo((2L, caller, true, true)));
        Assert.That((caller.Thread, caller.CheckAccess(), caller.Host.CheckAccess()), Is.EqualTo((default(Thread), false, false)));
    }

    [TestCaseSource(nameof(Schedulers))]
    public async Task ManyThreads_LoseNothing(Func<IScheduler> make)
    {
        await using var caller = Caller.Attach(CallerHost.From(make()));
        var ran = 0;
        var producers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(() =>
                {
                    for (var i = 0; i < 50; i++)
                    {
                        caller.Schedule(() => ran++);
                    }
                })
            );

        await Task.WhenAll(producers);

        Assert.That(await caller.CallSoon(() => ran).AsTask().WaitAsync(TestContext.CurrentContext.CancellationToken), Is.EqualTo(200));
    }

    [TestCaseSource(nameof(Schedulers))]
    public async Task Stop_EndsWhatRuns_AndWhatWaits(Func<IScheduler> make)
    {
        var caller = Caller.Attach(CallerHost.From(make()));
        var child = caller.Get("child");
        var runs = caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token));
        var later = caller.CallLater(TimeSpan.FromHours(1), static () => { });

        await caller.DisposeAsync();

        Assert.That(
            (runs.Status, later.Status, child.State),
            Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled, CallerState.Stopped))
        );
    }

    [Test]
    public async Task AStuckEventLoop_IsGivenUp_AfterTheStopTimeout()
    {
        using var scheduler = new EventLoopScheduler();
        using var release = new ManualResetEventSlim();
        var caller = Caller.Attach(CallerHost.From(scheduler), new CallerOptions { StopTimeout = TimeSpan.FromMilliseconds(50) });
        var stuck = caller.CallSoon(() => release.Wait(TestContext.CurrentContext.CancellationToken));
        var waits = caller.CallSoon(static () => { });

        await caller.DisposeAsync();
        release.Set();

        Assert.That((stuck.Status, waits.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
    }
}
