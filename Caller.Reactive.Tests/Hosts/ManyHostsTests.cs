using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.Hosts;

/// <summary>Several hosts and several backends, all at once.</summary>
public sealed class ManyHostsTests
{
    private const int Steps = 20;
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public async Task TwoHostsAndTwoBackends_InOneThread_DoNotMeet()
    {
        var guest = _pump.Attach(new CallerOptions { Name = "guest" });
        var clock = new TestScheduler();
        var inTime = Caller.Attach(CallerHost.From(clock), new CallerOptions { Name = "in time" });
        using var elsewhere = new EventLoopScheduler();
        var third = Caller.Attach(CallerHost.From(elsewhere), new CallerOptions { Name = "elsewhere" });
        var ofTasks = CallerBackend.From(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        var ofTheClock = CallerBackend.From(clock);

        (Pending<List<(Caller, CallerBackend?)>> Call, Caller On, CallerBackend Under)[] calls =
        [
            (guest.CallUsingBackend(ofTasks, Look), guest, ofTasks),
            (guest.CallSoon(Look), guest, CallerBackend.Async),
            (inTime.CallUsingBackend(ofTheClock, Look), inTime, ofTheClock),
            (inTime.CallSoon(Look), inTime, CallerBackend.Async),
            (third.CallUsingBackend(ofTasks, Look), third, ofTasks),
            (third.CallSoon(Look), third, CallerBackend.Async),
        ];
        var foreign = 0;
        while (!Array.TrueForAll(calls, static one => one.Call.IsDone))
        {
            TestContext.CurrentContext.CancellationToken.ThrowIfCancellationRequested();
            _pump.Turn();
            clock.AdvanceBy(1);
            foreign += Caller.Current == guest ? 0 : 1;
            Thread.Yield();
        }

        foreach (var (call, on, under) in calls)
            Assert.That(call.Result, Has.Exactly(Steps).EqualTo(((Caller, CallerBackend?))(on, under)));
        Assert.That(foreign, Is.Zero, "between items the thread is the guest's home");
        _pump.End(guest);
        Assert.That(inTime.State, Is.EqualTo(CallerState.Running), "the end of one is not that of another");
        await third.DisposeAsync();
        await inTime.DisposeAsync();
    }

    private static async Task<List<(Caller, CallerBackend?)>> Look()
    {
        List<(Caller, CallerBackend?)> seen = [];
        for (var i = 0; i < Steps; i++)
        {
            seen.Add((Caller.Current, CallerBackend.Current));
            await Task.Yield();
        }

        return seen;
    }
}
