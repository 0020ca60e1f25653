using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Combinators;

/// <summary>The caller stops while an asynchronous sequence of an enumeration is in the middle of a step.</summary>
public sealed class AsCompletedStopTests : AsCompletedFixture
{
    private readonly TaskCompletionSource _deaf = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task ASequenceThatWaits_GetsItsToken_AndTheEnumerationEnds()
    {
        var outcome = OutcomeOf(Count(Home.AsCompleted(Heeding())));
        await _begun.Task.InTime();
        Home.Stop();
        await Home.Stopped.InTime();
        Assert.That(await outcome, Is.TypeOf<PendingCancelledException>().With.Message.EqualTo("The caller 'home' is stopping."));
        Assert.That(_left.Task.IsCompletedSuccessfully, Is.True, "the sequence has been disposed");
    }

    [Test]
    public async Task WhatTheSequenceStillGives_ComesBeforeTheCancellation()
    {
        await using var all = Home.AsCompleted(Giving()).GetAsyncEnumerator(Limit);
        var first = Next(all);
        await _begun.Task.InTime();
        Home.Stop();
        await Home.Stopped.InTime();
        Sources[3].TrySetResult(3);
        Assert.That(await first, Is.EqualTo(3));
        Assert.That(await OutcomeOf(all.MoveNextAsync().AsTask()), Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task ASequenceThatEndsInstead_IsCutShortAllTheSame()
    {
        async IAsyncEnumerable<Pending<int>> Source([EnumeratorCancellation] CancellationToken token = default)
        {
            _begun.SetResult();
            await token.Fires();
            yield break;
        }

        var outcome = OutcomeOf(Count(Home.AsCompleted(Source())));
        await _begun.Task.InTime();
        Home.Stop();
        Assert.That(await outcome, Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task AnErrorOfTheSequence_IsItsEnd_AlsoDuringTheStop()
    {
        async IAsyncEnumerable<Pending<int>> Source([EnumeratorCancellation] CancellationToken token = default)
        {
            _begun.SetResult();
            await token.Fires();
            yield return null!;
        }

        var outcome = OutcomeOf(Count(Home.AsCompleted(Source())));
        await _begun.Task.InTime();
        Home.Stop();
        Assert.That(await outcome, Is.TypeOf<ArgumentException>());
    }

    [Test]
    public async Task ASequenceThatIgnoresItsToken_IsLeftOnTheLastTurn()
    {
        var outcome = OutcomeOf(Count(Home.AsCompleted(Deaf())));
        await _begun.Task.InTime();
        Home.Stop();
        await Home.Stopped.InTime();
        Assert.That(await outcome, Is.TypeOf<PendingCancelledException>());
        Assert.That(_left.Task.IsCompleted, Is.False);
        _deaf.SetResult();
        Assert.That(await _left.Task.InTime(), Is.True, "it is disposed when its step has ended");
    }

    [Test]
    public async Task WhoeverLeavesASequenceThatIgnoresItsToken_WaitsNoLongerThanTheCallerLives()
    {
        var all = Home.AsCompleted(Deaf()).GetAsyncEnumerator(Limit);
        var moves = all.MoveNextAsync().AsTask();
        await _begun.Task.InTime();
        var leaving = all.DisposeAsync().AsTask();
        await Turns();
        Assert.That(leaving.IsCompleted, Is.False, "it waits for the step");
        Home.Stop();
        await leaving.InTime();
        Assert.That(await moves.InTime(), Is.False);
        _deaf.SetResult();
    }

    [Test]
    public async Task ASequenceWhoseDisposalNeverEnds_IsLeftOnTheLastTurn()
    {
        async IAsyncEnumerable<Pending<int>> Source()
        {
            try
            {
                yield return Pending<int>.FromResult(1);
            }
            finally
            {
                _begun.SetResult();
                await _deaf.Task;
            }
        }

        var outcome = OutcomeOf(Count(Home.AsCompleted(Source())));
        await _begun.Task.InTime();
        Home.Stop();
        Assert.That(await outcome, Is.TypeOf<PendingCancelledException>());
        _deaf.SetResult();
    }

    [Test]
    public async Task EnumeratedByACallOfTheCallerItself_TheStopDoesNotWaitForItself()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        var call = caller.CallSoon(() => Count(caller.AsCompleted(Heeding())));
        await _begun.Task.InTime();
        caller.Stop();
        await caller.Stopped.InTime();
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task BegunDuringTheStop_ItWorksUntilTheLastTurn()
    {
        var counted = new TaskCompletionSource<int>();
        async IAsyncEnumerable<Pending<int>> Source()
        {
            await Task.Yield();
            yield return Pending<int>.FromResult(1);
            await Task.Yield();
            yield return Pending<int>.FromResult(2);
        }

        _ = Home.CallSoon(async token =>
        {
            _begun.SetResult();
            await token.Fires();
            counted.SetResult(await Count(Home.AsCompleted(Source())));
        });
        await _begun.Task.InTime();
        Home.Stop();
        Assert.That(await counted.Task.InTime(), Is.EqualTo(2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AnEnumerationThatIsOver_IsNotKeptByTheCaller(bool early)
    {
        var kept = EnumerateAndForget(early);
        Assert.That(Home.Stopping.Listeners(), Is.Empty);
        Garbage.AssertCollected(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference EnumerateAndForget(bool early)
    {
        var kept = new object();
        async IAsyncEnumerable<Pending<int>> Source()
        {
            await Task.Yield();
            yield return Pending<int>.FromResult(1);
            await Task.Yield();
            GC.KeepAlive(kept);
            yield return Pending<int>.FromResult(2);
        }

        Enumerate(Home.AsCompleted(Source()), _ => !early).Wait(Limit);
        Turns().Wait(Limit);
        return new WeakReference(kept);
    }

    private async IAsyncEnumerable<Pending<int>> Heeding([EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            _begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            yield break;
        }
        finally
        {
            _left.SetResult(true);
        }
    }

    private async IAsyncEnumerable<Pending<int>> Giving([EnumeratorCancellation] CancellationToken token = default)
    {
        _begun.SetResult();
        await token.Fires();
        yield return Sources[3].Pending;
        yield return Sources[4].Pending;
    }

    private async IAsyncEnumerable<Pending<int>> Deaf()
    {
        try
        {
            _begun.SetResult();
            await _deaf.Task;
            yield break;
        }
        finally
        {
            _left.SetResult(true);
        }
    }
}
