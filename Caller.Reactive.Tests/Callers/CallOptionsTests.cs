using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Callers;

public sealed class CallOptionsTests
{
    [Test]
    public async Task ADelay_IsCountedFromTheCall_ByTheCallersClock()
    {
        var clock = new FakeTimeProvider();
        await using var caller = Caller.Create(new CallerOptions { TimeProvider = clock });
        var pending = caller.ScheduleCall(() => clock.GetUtcNow(), new CallOptions { Delay = TimeSpan.FromSeconds(10) });
        clock.Advance(TimeSpan.FromSeconds(9));
        caller.Start();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Queued));

        var due = clock.GetUtcNow() + TimeSpan.FromSeconds(1);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await pending.InTime(), Is.EqualTo(due));
    }

    [Test]
    public async Task ABackend_IsWhatTheFunctionSees()
    {
        await using var caller = Caller.StartNew();
        var asked = caller.ScheduleCall(() => CallerBackend.Current, new CallOptions { Backend = CallerBackend.Rx });
        var unasked = caller.ScheduleCall(() => CallerBackend.Current, new CallOptions());
        Assert.That((await asked.InTime(), await unasked.InTime()), Is.EqualTo((CallerBackend.Rx, CallerBackend.Async)));
    }
}
