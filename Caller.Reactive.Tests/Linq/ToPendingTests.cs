using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Linq;

/// <summary>From sources and tasks to pendings; what a stop does to them is in <see cref="ToPendingStopTests"/>.</summary>
public sealed class ToPendingTests
{
    private readonly Subject<int> _source = new();
    private readonly List<string> _order = [];

    [Test]
    public async Task OfASource_SubscribesNow_AndGivesTheLastValue()
    {
        await using var caller = Caller.StartNew();
        var pending = _source.ToPending(caller);
        Assert.That(_source.HasObservers, Is.True);
        _source.OnNext(1);
        _source.OnNext(2);
        _source.OnCompleted();
        Assert.That(await pending.InTime(), Is.EqualTo(2));
    }

    [Test]
    public async Task OfASource_ThatFails_FailsWithItsError()
    {
        await using var caller = Caller.StartNew();
        var (pending, error) = (_source.ToPending(caller), new FormatException());
        _source.OnNext(1);
        _source.OnError(error);
        Assert.That(await pending.Failure(), Is.SameAs(error));
    }

    [Test]
    public async Task OfASource_WithoutAValue_Fails()
    {
        await using var caller = Caller.StartNew();
        Assert.That(await Observable.Empty<int>().ToPending(caller).Failure(), Is.TypeOf<InvalidOperationException>());
    }

    [Test]
    public async Task OfASource_Cancelled_LeavesTheSource()
    {
        await using var caller = Caller.StartNew();
        var pending = _source.ToPending(caller);
        pending.Cancel("enough");
        Assert.That((pending.Status, _source.HasObservers), Is.EqualTo((PendingStatus.Cancelled, false)));
    }

    [Test]
    public async Task OfASource_MadeDuringAStop_IsCancelledOnTheLastTurn()
    {
        var caller = Caller.StartNew();
        var made = new TaskCompletionSource<Pending<int>>();
        var letGo = new TaskCompletionSource();
        _ = caller.CallSoon(async token =>
        {
            var stopping = new TaskCompletionSource();
            await using var registration = token.Register(stopping.SetResult);
            _order.Add("runs");
            await stopping.Task;
            made.SetResult(_source.ToPending(caller));
            await letGo.Task;
        });
        await caller.CallSoon(static () => { }).InTime();
        caller.Stop();
        var pending = await made.Task.InTime();
        Assert.That((pending.IsDone, _source.HasObservers), Is.EqualTo((false, true)), "The stop has begun and leaves it alone");
        letGo.SetResult();
        await caller.Stopped.InTime();
        Assert.That((pending.Status, _source.HasObservers), Is.EqualTo((PendingStatus.Cancelled, false)));
    }

    [TestCase("source")]
    [TestCase("task")]
    [TestCase("task without a value")]
    public async Task ItEndsOnTheCaller_InTheOrderOfItsQueue(string of)
    {
        await using var caller = Caller.Create();
        var task = new TaskCompletionSource<int>();
        Pending pending = of switch
        {
            "source" => _source.ToPending(caller),
            "task" => task.Task.ToPending(caller),
            _ => ((Task)task.Task).ToPending(caller),
        };
        pending.OnDone(_ => _order.Add($"ended {caller.CheckAccess()}"));
        caller.CallDirect(() => _order.Add("before"));
        _source.OnNext(1);
        _source.OnCompleted();
        task.SetResult(1);
        caller.CallDirect(() => _order.Add("after"));
        var last = caller.CallSoon(static () => { });
        Assert.That(pending.IsDone, Is.False);

        caller.Start();
        await last.InTime();

        Assert.That(_order, Is.EqualTo(["before", "ended True", "after"]));
    }

    [Test]
    public async Task OfATask_HasItsOutcome()
    {
        await using var caller = Caller.StartNew();
        var error = new FormatException();
        Assert.That(await Task.FromResult(3).ToPending(caller).InTime(), Is.EqualTo(3));
        Assert.That(await Task.FromException<int>(error).ToPending(caller).Failure(), Is.SameAs(error));
        var cancelled = Task.FromCanceled(new CancellationToken(canceled: true)).ToPending(caller);
        await cancelled.Ended();
        Assert.That(cancelled.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task OfATask_Cancelled_EndsAtOnce_AndLeavesTheTaskAlone()
    {
        await using var caller = Caller.Create(); // nothing runs here, so the end cannot come from its queue
        var task = new TaskCompletionSource<int>();
        var pending = task.Task.ToPending(caller);
        pending.Cancel("enough");
        Assert.That((pending.Status, task.Task.IsCompleted), Is.EqualTo((PendingStatus.Cancelled, false)));
        Assert.That(() => task.SetResult(1), Throws.Nothing);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task OfATask_Cancelled_IsNotKeptByTheTask(bool withValue)
    {
        await using var caller = Caller.StartNew();
        var task = new TaskCompletionSource<int>();

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference CancelAndForget()
        {
            Pending pending = withValue ? task.Task.ToPending(caller) : ((Task)task.Task).ToPending(caller);
            pending.Cancel();
            return new WeakReference(pending);
        }

        Garbage.AssertCollected(CancelAndForget());
        GC.KeepAlive(task);
    }
}
