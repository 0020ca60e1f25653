using CallerReactive.Marbles;

namespace CallerReactive.Tests.Marbles;

/// <summary>Calls that no lane tells of do not get lost.</summary>
public class MarbleUnfinishedTests
{
    [Test]
    public void Run_UnfinishedCallThatNobodyRecords_FailsUnlessAllowed([Values] bool allow)
    {
        using var marbles = new MarbleHarness(new() { AllowUnfinishedWork = allow });
        var gui = marbles.Caller("gui");
        marbles.At(
            "2ms",
            () => gui.ScheduleCall(static Task () => new TaskCompletionSource().Task, new CallOptions { Name = "forgotten" })
        );
        Assert.That(
            () => marbles.Run(),
            allow
                ? Throws.Nothing
                : Throws
                    .TypeOf<MarbleAssertionException>()
                    .With.Message.Contains("Unfinished: Pending<Unit> 'forgotten'")
                    .And.Message.Contains("on gui.")
        );
    }

    [TestCase("direct")]
    [TestCase("worker")]
    [TestCase("child")]
    [TestCase("not started")]
    [TestCase("waits for a worker")]
    [TestCase("queue")]
    public void Run_UnfinishedWorkOfAnyKind_Fails(string what)
    {
        using var marbles = new MarbleHarness(new() { AllowLiveChildren = true });
        var never = new TaskCompletionSource();
        var gui = marbles.Caller(
            "gui",
            new() { MaxWorkers = 1, WorkerIdleTimeout = Timeout.InfiniteTimeSpan },
            start: what != "not started"
        );
        string mark;
        switch (what)
        {
            case "direct":
                gui.CallDirect(() => never.Task);
                mark = "a direct call on gui.";
                break;
            case "worker":
                gui.ToThread(() => never.Task);
                mark = " on gui worker 1.";
                break;
            case "child":
                gui.Get("child").CallSoon(() => never.Task);
                mark = " on child.";
                break;
            case "not started":
                gui.CallSoon(static () => { });
                mark = " on gui.";
                break;
            case "queue":
                gui.OpenQueue<int>((_, _) => new ValueTask(never.Task)).TryPost(1);
                mark = " on gui.";
                break;
            default:
                gui.ToThread(() => never.Task);
                gui.ToThread(static () => 3);
                mark = " on gui.";
                break;
        }

        Assert.That(() => marbles.Run(), Throws.TypeOf<MarbleAssertionException>().With.Message.Contains(mark));
    }

    [Test]
    public void Run_UnfinishedCallWhoseRowLeavesItOpen_IsNoFailure()
    {
        using var marbles = new MarbleHarness();
        var gui = marbles.Caller("gui");
        marbles.Observe("out", gui.CallSoon(static () => new TaskCompletionSource<int>().Task)).Expect("---");
        Assert.That(() => marbles.Run(), Throws.Nothing);
    }
}
