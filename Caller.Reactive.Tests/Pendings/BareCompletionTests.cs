using System.Threading.Tasks.Sources;
using CallerReactive.Tests.LoopTests;
using CallerReactive.Tests.VirtualTime;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.Pendings;

/// <summary>Which tasks are completed on the spot, and that it leaves no trace.</summary>
public sealed class BareCompletionTests
{
    private readonly ManualLoop _ordinary = new(new ManualOwner(), TimeProvider.System);
    private readonly Loop _virtual = VirtualCaller.On(new TestScheduler()).Loop;

    [Test]
    public void Leaves_GoesByTheGivenLoopAndElseByTheOneThatRuns()
    {
        Assert.That(
            (BareCompletion.Leaves(null), BareCompletion.Leaves(_ordinary), BareCompletion.Leaves(_virtual)),
            Is.EqualTo((true, true, false))
        );
        var scheduler = new TestScheduler();
        var inside = VirtualCaller.On(scheduler).CallSoon(() => (BareCompletion.Leaves(null), BareCompletion.Leaves(_ordinary)));
        scheduler.Start();
        Assert.That(inside.Result, Is.EqualTo((false, true)));
    }

    [Test]
    public void Of_ATaskThatLeavesOrIsDone_IsThatTask()
    {
        var open = new TaskCompletionSource<int>().Task;
        var done = Task.FromResult(7);
        Assert.That(BareCompletion.Of(open, _ordinary), Is.SameAs(open));
        Assert.That(BareCompletion.Of(done, _virtual), Is.SameAs(done));
        Assert.That(BareCompletion.Of(open, _virtual), Is.Not.SameAs(open));
    }

    [Test]
    public void Enter_OnTheSpot_HasNoContextAndPutsItBack()
    {
        var context = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            using (BareCompletion.Enter(leaves: false))
            {
                Assert.That(SynchronizationContext.Current, Is.Null);
            }

            Assert.That(SynchronizationContext.Current, Is.SameAs(context));
            using (BareCompletion.Enter(leaves: true))
            {
                Assert.That(SynchronizationContext.Current, Is.SameAs(context));
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    [Test]
    public void Answer_WithAnError_FailsWhatWaits()
    {
        var next = new ManualResetValueTaskSourceCore<bool>();
        BareCompletion.Answer(ref next, moved: false, new FormatException());
        Assert.That(next.GetStatus(next.Version), Is.EqualTo(ValueTaskSourceStatus.Faulted));
    }
}
