using System.Reactive;
using System.Runtime.CompilerServices;
using CallerReactive.Tests.Groups;

namespace CallerReactive.Tests.Combinators;

/// <summary>What waits for tasks hangs on them only while somebody can be told of their end.</summary>
public sealed class TaskPendingTests : GroupFixture
{
    // A continuation keeps the execution context in which it was made, and so a value in it: whether one is left shows in whether the value is.
    private static readonly AsyncLocal<object?> Flowing = new();

    private readonly TaskCompletionSource<int> _long = new();

    [TestCase(WaitUntil.AllCompleted, 0)]
    [TestCase(WaitUntil.AllCompleted, 1)]
    [TestCase(WaitUntil.FirstCompleted, null)]
    public void AWaitThatIsOver_LeavesNothingOnATask(WaitUntil until, int? seconds) =>
        AssertNothingIsLeft(() =>
        {
            var other = new TaskCompletionSource();
            TimeSpan? timeout = seconds is { } limit ? TimeSpan.FromSeconds(limit) : null;
            var wait = Home.Wait(new[] { _long.Task, other.Task }, until, timeout);
            Time.Advance(TimeSpan.FromSeconds(seconds ?? 0));
            _ = seconds is null && other.TrySetResult();
            Assert.That(wait.Wait(TimeSpan.FromSeconds(20)).NotDone, Has.Count.EqualTo(seconds is null ? 1 : 2));
        });

    [Test]
    public void AWaitThatIsCancelled_LeavesNothingOnATask() => AssertNothingIsLeft(() => Home.Wait(new Task[] { _long.Task }).Cancel());

    [Test]
    public void AnEnumerationLeftEarly_LeavesNothingOnATask([Values] bool whole, [Values] bool cancels) =>
        AssertNothingIsLeft(() =>
        {
            var tasks = new List<Task<int>> { _long.Task, Task.FromResult(2) };
            var options = new AsCompletedOptions { CancelUnfinished = cancels };
            var all = Home.AsCompleted(whole ? tasks : tasks.Select(static task => task), options).GetAsyncEnumerator(Limit);
            Assert.That(all.MoveNextAsync().AsTask().Wait(20_000), Is.True);
            Assert.That(all.Current.Result, Is.EqualTo(2));
            Assert.That(all.DisposeAsync().AsTask().Wait(20_000), Is.True);
        });

    [Test]
    public void AnEnumerationThatNeverBegins_LeavesNothingOnATask() =>
        AssertNothingIsLeft(() => Home.AsCompleted(new List<Task<int>> { _long.Task }));

    [Test]
    public async Task WhatHadNotEnded_GoesOn_ForWhoeverLooksAtIt()
    {
        var result = await Home.Wait(new Task[] { _long.Task }, timeout: TimeSpan.Zero);
        var item = result.NotDone[0];
        Assert.That((item.IsDone, result.NotDone.Single()), Is.EqualTo((false, item)));
        var again = Home.Wait(result.NotDone);
        var polled = await Home.Wait(result.NotDone, timeout: TimeSpan.Zero);
        Assert.That(polled.NotDone, Is.EqualTo(new[] { item }));
        _long.SetResult(1);
        Assert.That(item.Status, Is.EqualTo(PendingStatus.Succeeded));
        Assert.That((await again.InTime()).Done, Is.EqualTo(new[] { item }));
    }

    [Test]
    public async Task WhatEndsBeforeAnybodyLooks_HasEndedWhenSomebodyDoes()
    {
        var result = await Home.Wait(new Task[] { _long.Task }, timeout: TimeSpan.Zero);
        _long.SetException(new FormatException());
        Assert.That(result.NotDone[0].Exception, Is.TypeOf<FormatException>());
    }

    [Test]
    public async Task WhatIsHeldTwice_IsLetGoByTheLastOne()
    {
        var item = TaskPending.Of(_long.Task, Home.Loop);
        var (first, second) = (Home.Wait([item]), Home.Wait([item]));
        first.Cancel();
        Assert.That(second.IsDone, Is.False);
        _long.SetResult(3);
        Assert.That((await second.InTime()).Done.Single().Result, Is.EqualTo(3));
    }

    [Test]
    public async Task ACollectionOfTasks_EnumeratedTwice_LosesNothing()
    {
        var all = Home.AsCompleted(new List<Task<int>> { _long.Task }, new AsCompletedOptions { CancelUnfinished = false });
        var (left, stays) = (all.GetAsyncEnumerator(Limit), all.GetAsyncEnumerator(Limit));
        await left.DisposeAsync();
        _long.SetResult(4);
        Assert.That(await stays.MoveNextAsync().AsTask().InTime(), Is.True);
        Assert.That(stays.Current.Result, Is.EqualTo(4));
        await stays.DisposeAsync();
    }

    [Test]
    public void WhatIsCancelled_LeavesItsTask() =>
        AssertNothingIsLeft(() =>
        {
            var item = Home.Wait(new Task[] { _long.Task }, timeout: TimeSpan.Zero).Result.NotDone[0];
            item.Cancel();
            Assert.That(item.Status, Is.EqualTo(PendingStatus.Cancelled));
        });

    private void AssertNothingIsLeft(Action wait)
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference WaitAndForget()
        {
            var kept = new object();
            var context = ExecutionContext.Capture()!;
            ExecutionContext.Run(
                context,
                kept =>
                {
                    Flowing.Value = kept;
                    wait();
                },
                kept
            );
            return new WeakReference(kept);
        }

        var kept = WaitAndForget();
        Assert.That(Home.CallSoon(static () => Unit.Default).WhenDone().Wait(20_000), Is.True); // what came before it has left the loop
        Garbage.AssertCollected(kept);
        Assert.That(_long.TrySetCanceled(), Is.True);
    }
}
