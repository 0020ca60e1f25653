using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

/// <summary>No pending outlives its caller (decision 29).</summary>
public class ToPendingStopTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task ToPending_OfASourceThatNeverEnds_IsCancelledByTheStop()
    {
        var caller = Caller.StartNew("short");
        var source = new Subject<int>();
        var pending = source.ToPending(caller);
        Assert.That(source.HasObservers, Is.True);
        caller.Stop();
        await caller.Stopped.WhenDone(Limit);
        Assert.That((pending.Status, source.HasObservers), Is.EqualTo((PendingStatus.Cancelled, false)));
        Assert.That(pending.CancelReasons, Is.EqualTo(new[] { "The caller 'short' is stopping." }));
    }

    [Test]
    public async Task ToPending_AwaitedInACall_DoesNotHoldTheStopUp()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var call = caller.CallSoon(async () => await Observable.Never<int>().ToPending(caller));
        await caller.CallSoon(() => { });
        caller.Stop();
        await caller.Stopped.WhenDone(Limit);
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task ToPending_OfATaskThatNeverEnds_IsCancelledOnTheLastTurn()
    {
        var caller = Caller.StartNew("short");
        var pending = new TaskCompletionSource<int>().Task.ToPending(caller);
        caller.Stop();
        await caller.Stopped.WhenDone(Limit);
        Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(new TaskCompletionSource<int>().Task.ToPending(caller).IsDone, Is.True, "made after the end");
    }

    [Test]
    public async Task ToPending_MadeDuringTheStop_StillGivesItsValue()
    {
        var caller = Caller.StartNew();
        var seen = 0;
        _ = caller.CallSoon(async token =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                seen = await Observable.Return(7).ToPending(caller);
            }
        });
        await caller.CallSoon(() => { });
        caller.Stop();
        await caller.Stopped.WhenDone(Limit);
        Assert.That(seen, Is.EqualTo(7));
    }
}
