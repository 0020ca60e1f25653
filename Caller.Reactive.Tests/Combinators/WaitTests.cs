using System.Reactive;
using System.Runtime.CompilerServices;
using CallerReactive.Tests.Groups;

namespace CallerReactive.Tests.Combinators;

public sealed class WaitTests : GroupFixture
{
    private readonly List<PendingSource<int>> _sources = [.. Enumerable.Range(0, 4).Select(static _ => new PendingSource<int>())];

    private IReadOnlyList<Pending<int>> Items => [.. _sources.Select(static source => source.Pending)];

    [Test]
    public async Task AllCompleted_WaitsForAll_HoweverTheyEnd()
    {
        var wait = Home.Wait(Items);
        _sources[3].TrySetException(new InvalidDataException());
        _sources[0].TrySetCancelled();
        _sources[1].TrySetResult(1);
        Assert.That(wait.IsDone, Is.False);
        _sources[2].TrySetResult(2);
        AssertSplit(await wait, 0, 1, 2, 3);
    }

    [Test]
    public async Task FirstCompleted_IsOverAtOnce_WithAllThatHadEnded()
    {
        _sources[3].TrySetResult(3);
        _sources[1].TrySetCancelled();
        var wait = Home.Wait(Items, WaitUntil.FirstCompleted);
        Assert.That(wait.IsDone, Is.True);
        AssertSplit(await wait, 1, 3);
    }

    [Test]
    public async Task FirstCompleted_IsOverWithTheFirst()
    {
        var wait = Home.Wait(Items, WaitUntil.FirstCompleted);
        Assert.That(wait.IsDone, Is.False);
        _sources[2].TrySetException(new InvalidDataException());
        AssertSplit(await wait, 2);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task FirstException_IsOverWithTheFirstThatDidNotSucceed(bool cancelled)
    {
        var wait = Home.Wait(Items, WaitUntil.FirstException);
        _sources[0].TrySetResult(0);
        Assert.That(wait.IsDone, Is.False);
        _ = cancelled ? _sources[2].TrySetCancelled() : _sources[2].TrySetException(new InvalidDataException());
        AssertSplit(await wait, 0, 2);
    }

    [Test]
    public async Task FirstException_WithoutOne_WaitsForAll()
    {
        var wait = Home.Wait(Items, WaitUntil.FirstException);
        _sources.ForEach(static source => source.TrySetResult(1));
        AssertSplit(await wait, 0, 1, 2, 3);
    }

    [TestCase(WaitUntil.AllCompleted)]
    [TestCase(WaitUntil.FirstCompleted)]
    [TestCase(WaitUntil.FirstException)]
    public async Task TimeOut_IsNoException_AndCancelsNothing(WaitUntil until)
    {
        var wait = Home.Wait(Items, until, TimeSpan.FromSeconds(3));
        Time.Advance(TimeSpan.FromSeconds(2.999));
        Assert.That(wait.IsDone, Is.False);
        Time.Advance(TimeSpan.FromSeconds(0.001));
        AssertSplit(await wait);
        Assert.That(Items.Select(static item => item.IsCancelled), Is.All.False);
    }

    [Test]
    public async Task TimeOutOfZero_OnlyLooks()
    {
        _sources[1].TrySetResult(1);
        var wait = Home.Wait(Items, timeout: TimeSpan.Zero);
        Assert.That(wait.IsDone, Is.True);
        AssertSplit(await wait, 1);
        Assert.That(await OutcomeOf(Home.Wait(Items.Take(2), timeout: TimeSpan.FromDays(400)).CancelAsync()), Is.Null);
    }

    [Test]
    public async Task TheLists_AreMadeWhenItIsOver()
    {
        // Upstream's second set could hold what was done (D10): both of these end before anybody can look.
        var wait = Home.Wait(Items, WaitUntil.FirstCompleted);
        var both = new PendingSource<int>();
        both.Pending.OnDone(_ => { });
        await Home.CallSoon(() =>
        {
            _sources[1].Pending.OnDone(_ => _sources[0].TrySetResult(0));
            _sources[1].TrySetResult(1);
        });
        var result = await wait;
        Assert.That(result.NotDone.Where(item => !item.IsDone), Is.EqualTo(result.NotDone.Skip(result.NotDone.Count - 2)));
        var again = await Home.Wait(Items, WaitUntil.FirstCompleted);
        AssertSplit(again, 0, 1);
    }

    [Test]
    public void ItEnds_OnTheThreadThatEndsTheLastItem()
    {
        var wait = Home.Wait(Items);
        Thread? endedOn = null;
        wait.OnDone(_ => endedOn = Thread.CurrentThread);
        var thread = new Thread(() => _sources.ForEach(static source => source.TrySetResult(1)));
        thread.Start();
        Assert.That(thread.Join(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That((wait.IsDone, endedOn), Is.EqualTo((true, thread)));
    }

    [Test]
    public async Task NothingToWaitFor_IsOverAtOnce()
    {
        foreach (var until in Enum.GetValues<WaitUntil>())
        {
            var wait = Home.Wait(Array.Empty<Pending<int>>(), until);
            Assert.That(wait.IsDone, Is.True);
            Assert.That((await wait).Done.Count + (await wait).NotDone.Count, Is.Zero);
        }
    }

    [Test]
    public async Task AnItemListedTwice_CountsOnce()
    {
        _sources[0].TrySetResult(0);
        var result = await Home.Wait(new[] { Items[1], Items[0], Items[1], Items[0] }, WaitUntil.FirstCompleted);
        Assert.That(result.Done, Is.EqualTo(new[] { Items[0] }));
        Assert.That(result.NotDone, Is.EqualTo(new[] { Items[1] }));
    }

    [Test]
    public async Task Tasks_StandAsPendingsThatKnowThem()
    {
        var never = new TaskCompletionSource();
        var failed = Task.FromException(new InvalidDataException());
        var result = await Home.Wait([never.Task, failed, failed, Task.CompletedTask], WaitUntil.FirstException);
        Assert.That(result.Done.Select(static item => item.Status), Is.EqualTo([PendingStatus.Faulted, PendingStatus.Succeeded]));
        Assert.That(result.NotDone.Select(static item => item.Metadata["task"]), Is.EqualTo(new[] { never.Task }));
        Assert.That(result.Done[0].Exception, Is.TypeOf<InvalidDataException>());
        var wait = Home.Wait(new[] { never.Task });
        never.SetCanceled();
        Assert.That((await wait).Done[0].Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task Cancelled_TheWaitEnds_AndTheItemsGoOn()
    {
        var wait = Home.Wait(Items, timeout: TimeSpan.FromSeconds(1));
        wait.Cancel();
        Assert.That(wait.Status, Is.EqualTo(PendingStatus.Cancelled));
        Time.Advance(TimeSpan.FromSeconds(2));
        _sources.ForEach(static source => source.TrySetResult(1));
        Assert.That(await OutcomeOf(wait.AsTask()), Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task TheCallerStops_TheWaitIsCancelledOnTheLastTurn_AndTheItemsGoOn()
    {
        var wait = Home.Wait(Items);
        Home.Stop();
        await Home.Stopped.InTime();
        Assert.That((wait.Status, wait.CancelReasons.Single()), Is.EqualTo((PendingStatus.Cancelled, "The caller 'home' has stopped.")));
        Assert.That(Items.Select(static item => item.IsDone), Is.All.False);
        Assert.That(Items.SelectMany(static item => item.Listeners()), Is.Empty);
    }

    [Test]
    public async Task OnAStoppedCaller_ItSaysWhatHasEnded_AndWaitsForNothing()
    {
        await Home.DisposeAsync();
        _sources[0].TrySetResult(0);
        AssertSplit(await Home.Wait(Items, WaitUntil.FirstCompleted), 0);
        AssertSplit(await Home.Wait(Items, timeout: TimeSpan.Zero), 0);
        var wait = Home.Wait(Items);
        Assert.That(wait.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(Items.SelectMany(static item => item.Listeners()), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AWaitThatIsOver_IsNotKeptByTheCaller(bool cancelled)
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference WaitAndForget()
        {
            var wait = Home.Wait(Items, WaitUntil.FirstCompleted);
            _ = cancelled ? wait.Cancel() : _sources[0].TrySetResult(0);
            return new WeakReference(wait);
        }

        Garbage.AssertCollected(WaitAndForget());
    }

    [Test]
    public async Task IsNoMemberOfAGroup_AndLooksAtNoFailure()
    {
        await Home.RunGroupAsync(async group =>
            {
                var wait = Home.Wait(Items);
                Assert.That(group.Pending, Is.Empty);
                _sources.ForEach(static source => source.TrySetException(new InvalidDataException()));
                Assert.That((await wait).Done, Has.Count.EqualTo(4));
            })
            .WaitAsync(Limit);
    }

    [Test]
    public async Task WaitingForOneself_IsRefused()
    {
        Pending<int>? own = null;
        var ready = new TaskCompletionSource();
        own = Home.CallSoon(async () =>
        {
            await ready.Task;
            return (await Home.Wait([Pending<int>.FromResult(1), own!], WaitUntil.FirstCompleted)).Done.Count;
        });
        ready.SetResult();
        await own.WhenDone(Limit);
        Assert.That(own.Exception, Is.TypeOf<InvalidOperationException>().With.Message.Contains("deadlock"));
    }

    [Test]
    public void BadInput_IsNamedAtOnce()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Home.Wait((IEnumerable<Pending<int>>)null!), Throws.ArgumentNullException);
            Assert.That(() => Home.Wait((IEnumerable<Task>)null!), Throws.ArgumentNullException);
            Assert.That(() => Home.Wait(new Pending<Unit>[] { null! }), Throws.ArgumentException);
            Assert.That(() => Home.Wait(Items, (WaitUntil)7), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Home.Wait(Items, timeout: new TimeSpan(-2)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public async Task ManyThatEndAtOnce_AreAllDone()
    {
        var items = Enumerable.Range(0, 10_000).Select(i => Home.CallSoon(() => i)).ToList();
        var result = await Home.Wait(items).AsTask().WaitAsync(Limit);
        Assert.That(result.Done, Is.EqualTo(items));
    }

    private void AssertSplit(WaitResult<int> result, params int[] done)
    {
        Assert.That(result.Done, Is.EqualTo(done.Select(i => Items[i])));
        Assert.That(result.NotDone, Is.EqualTo(Items.Except(done.Select(i => Items[i]))));
    }
}
