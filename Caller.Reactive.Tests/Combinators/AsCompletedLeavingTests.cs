using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Combinators;

/// <summary>An enumeration that is left before its end.</summary>
public sealed class AsCompletedLeavingTests : AsCompletedFixture
{
    [Test]
    public async Task AnErrorOfTheSequence_ThatNobodyStayedFor_IsReported()
    {
        var reported = new TaskCompletionSource<Exception>();
        Home.UnhandledException += (_, e) => reported.TrySetResult(e.Exception);
        Sources[0].TrySetResult(0);
        IEnumerable<Pending<int>> Source()
        {
            yield return Sources[0].Pending;
            yield return Sources[1].Pending;
            throw new InvalidDataException();
        }

        await Enumerate(
            Home.AsCompleted(Source()),
            _ =>
            {
                Turns().Wait(Limit);
                return false;
            }
        );
        Assert.That(await reported.Task.WaitAsync(Limit), Is.TypeOf<InvalidDataException>());
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task LeftEarly_CancelsWhatIsUnfinished_UnlessToldNotTo(bool cancels)
    {
        Sources[0].TrySetResult(0);
        await Enumerate(Home.AsCompleted(Items, new AsCompletedOptions { CancelUnfinished = cancels }), static _ => false);
        Assert.That(Items.Skip(1).Select(static item => item.IsCancelled), Is.All.EqualTo(cancels));
        Assert.That(Items[0].Status, Is.EqualTo(PendingStatus.Succeeded));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task DisposedWhileItWaits_TheWaitEndsAsTheEnd(bool whole)
    {
        var options = new AsCompletedOptions { CancelUnfinished = false };
        var items = whole ? Home.AsCompleted(Items, options) : Home.AsCompleted(Items.Select(static item => item), options);
        var all = items.GetAsyncEnumerator(Limit);
        var moves = all.MoveNextAsync().AsTask();
        await Turns();
        await all.DisposeAsync();
        Assert.That(await moves.InTime(), Is.False);
        Sources[0].TrySetResult(0);
        Assert.That(await all.MoveNextAsync(), Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task LeftEarly_TheTasksGoOn(bool whole)
    {
        var slow = new TaskCompletionSource<int>();
        var tasks = new List<Task<int>> { Task.FromResult(1), slow.Task };
        await Enumerate(Home.AsCompleted(whole ? tasks : tasks.Select(static task => task)), static _ => false);
        Assert.That(slow.Task.IsCompleted, Is.False);
        Assert.That(slow.TrySetResult(2), Is.True);
    }

    [Test]
    public async Task LeftByAnException_CancelsWhatIsUnfinished()
    {
        Sources[0].TrySetResult(0);
        var outcome = await OutcomeOf(Enumerate(Home.AsCompleted(Items), static _ => throw new InvalidDataException()));
        Assert.That(outcome, Is.TypeOf<InvalidDataException>());
        Assert.That(Items.Skip(1).Select(static item => item.IsCancelled), Is.All.True);
    }

    [Test]
    public async Task LeftByItsToken_CancelsWhatIsUnfinished()
    {
        using var leave = new CancellationTokenSource();
        async Task Consume()
        {
            await foreach (var item in Home.AsCompleted(Items).WithCancellation(leave.Token)) { }
        }

        var consuming = Consume();
        await leave.CancelAsync();
        Assert.That(await OutcomeOf(consuming), Is.InstanceOf<OperationCanceledException>());
        Assert.That(Items.Select(static item => item.IsCancelled), Is.All.True);
    }

    [Test]
    public async Task LeftEarly_EndsTheSequence_OnTheCaller_AndCancelsWhatItStillGives()
    {
        var finallyOnCaller = new TaskCompletionSource<bool>();
        Sources[0].TrySetResult(0);
        async IAsyncEnumerable<Pending<int>> Source([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                yield return Sources[0].Pending;
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                catch (OperationCanceledException) { }

                yield return Sources[1].Pending;
            }
            finally
            {
                finallyOnCaller.SetResult(Home.CheckAccess());
            }
        }

        await Enumerate(Home.AsCompleted(Source()), static _ => false).WaitAsync(Limit);
        Assert.That(finallyOnCaller.Task.IsCompleted, Is.True, "Leaving waits for it");
        Assert.That(await finallyOnCaller.Task, Is.True);
        Assert.That(Sources[1].Pending.IsCancelled, Is.True);
    }
}
