using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Hosts;

/// <summary>How a guest ends: because it is told to, or because its host dies.</summary>
public sealed class GuestEndTests
{
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public void Stop_EndsAGuest_WhereverItComesFrom([Values("inside", "outside", "the host")] string from)
    {
        var caller = _pump.Attach(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var runs = caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token));
        _pump.TurnAll();
        var later = caller.CallLater(TimeSpan.FromHours(1), static () => { });
        var stop = caller.CallSoon(() =>
        {
            if (from == "inside")
                caller.Stop();
        });
        if (from == "outside")
            ThreadPool.QueueUserWorkItem(_ => caller.Stop());
        else if (from == "the host")
            _pump.Post(_ => caller.Stop(), null);

        _pump.TurnUntil(() => caller.Stopped.IsDone);

        Assert.That((runs.Status, later.Status), Is.EqualTo((PendingStatus.Cancelled, PendingStatus.Cancelled)));
        Assert.That(stop.IsDone);
        Assert.That((Caller.TryGetCurrent(out _), _pump.Operations), Is.EqualTo((false, 0)), "the thread is nobody's home");
        var posts = _pump.Posts;
        _pump.TurnAll();
        Assert.That(_pump.Posts, Is.EqualTo(posts), "what was on its way brings nothing about");
    }

    [Test]
    public async Task AHostThatDies_EndsEveryKindOfPending_AndTellsObservers()
    {
        var caller = _pump.Attach(new CallerOptions { Name = "guest", StopTimeout = TimeSpan.FromMilliseconds(100) });
        var child = caller.Get("child");
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var source = new Subject<int>();
        using var subscription = source.ObserveOn(caller).Subscribe(static _ => { }, told.SetResult);
        Pending[] ofTheCaller =
        [
            caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token)),
            caller.CallSoon(static () => new TaskCompletionSource().Task), // heeds no token
            caller.CallLater(TimeSpan.FromHours(1), static () => { }),
        ];
        Pending[] others =
        [
            caller.ToThread(static token => Task.Delay(Timeout.Infinite, token)),
            child.CallSoon(static token => Task.Delay(Timeout.Infinite, token)),
            Observable.Never<int>().ToPending(caller),
        ];
        _pump.TurnAll();
        _pump.Dead = new InvalidOperationException("The window is gone.");

        var waits = caller.CallSoon(static () => { });

        Assert.That(await told.Task.InTime(), Is.InstanceOf<CallerStoppedException>());
        foreach (var pending in (Pending[])[.. ofTheCaller, waits, .. others, caller.Stopped, child.Stopped])
            await pending.Ended();
        foreach (var pending in (Pending[])[.. ofTheCaller, waits])
        {
            Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
            Assert.That(
                pending.CancelReasons,
                Has.Some.Contains("The host 'Pump' of the caller 'guest'").And.Some.Contains("The window is gone.")
            );
        }

        Assert.That(others.Select(static pending => pending.Status), Has.None.EqualTo(PendingStatus.Succeeded));
    }

    [Test]
    public async Task AttachingToASchedulerThatIsDisposed_FailsToStart()
    {
        var scheduler = new EventLoopScheduler();
        scheduler.Dispose();

        var caller = Caller.Attach(CallerHost.From(scheduler), new CallerOptions { Name = "late" });
        var call = caller.CallSoon(static () => 1);

        Assert.That(await caller.Started.Failure(), Is.InstanceOf<InvalidOperationException>());
        await caller.Stopped.Ended();
        Assert.That((caller.State, call.Status), Is.EqualTo((CallerState.Stopped, PendingStatus.Cancelled)));
    }
}
