using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Pendings;

/// <summary>Who gives up a wait leaves nothing behind in the pending, and a pending that has ended leaves nothing behind in a token.</summary>
public sealed class PendingReleaseTests
{
    private readonly PendingSource<int> _source = new();

    [Test]
    public void ACallbackThatIsDisposed_IsNotKept()
    {
        using (_source.Pending.OnDone(static _ => { })) { }

        Assert.That(_source.Pending.Listeners(), Is.Empty);
    }

    [Test]
    public void AnObserverThatUnsubscribes_IsNotKept()
    {
        using (_source.Pending.Subscribe(static _ => { })) { }

        Assert.That(_source.Pending.Listeners(), Is.Empty);
    }

    [Test]
    public void ABlockingWait_ThatIsTooShort_IsNotKept()
    {
        Assert.That(() => _source.Pending.Wait(TimeSpan.Zero), Throws.TypeOf<TimeoutException>());
        Assert.That(_source.Pending.Listeners(), Is.Empty);
    }

    [Test]
    public void ABlockingWait_OfWhatHasEnded_IsOverAtOnce()
    {
        _source.TrySetResult(1);
        Assert.That(BlockingListener.Wait(_source.Pending, TimeSpan.Zero), Is.True);
    }

    [Test]
    public void WhenDone_GivenUp_IsNotKept([Values] bool already)
    {
        using var cancellation = new CancellationTokenSource();
        if (already)
        {
            cancellation.Cancel();
        }

        var waits = _source.Pending.WhenDone(cancellation.Token);
        cancellation.Cancel();
        Assert.That(waits.IsCanceled, Is.True);
        Assert.That(_source.Pending.Listeners(), Is.Empty);
    }

    [Test]
    public async Task WaitAsync_ThatIsTooShort_IsNotKept()
    {
        Assert.That(await _source.Pending.WaitAsync(TimeSpan.Zero).Failure(), Is.TypeOf<TimeoutException>());
        Assert.That(_source.Pending.Listeners(), Is.Empty);
    }

    [Test]
    public async Task WaitAsync_GivenUp_IsNotKept()
    {
        using var cancellation = new CancellationTokenSource();
        var waits = _source.Pending.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(await waits.Failure(), Is.InstanceOf<OperationCanceledException>());
        Assert.That(_source.Pending.Listeners(), Is.Empty);
    }

    [Test]
    public async Task CancelAsync_ThatIsTooShort_IsNotKept()
    {
        _source.SetCanceller(static _ => { });
        Assert.That(await _source.Pending.CancelAsync(timeout: TimeSpan.Zero).Failure(), Is.TypeOf<TimeoutException>());
        Assert.That(_source.Pending.Listeners(), Is.Empty);
        _source.TrySetCancelled();
    }

    [Test]
    public void WhenDone_OfWhatHasEnded_IsNotKeptByItsToken()
    {
        using var cancellation = new CancellationTokenSource();

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference WaitForOne()
        {
            var source = new PendingSource<int>();
            var waits = source.Pending.WhenDone(cancellation.Token);
            source.TrySetResult(1);
            Assert.That(waits.IsCompletedSuccessfully, Is.True);
            return new WeakReference(source.Pending);
        }

        var pending = WaitForOne();
        GC.Collect();
        Assert.That(pending.IsAlive, Is.False);
    }

    [Test]
    public void TheCanceller_IsNotKeptAfterTheEnd()
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference SetOne()
        {
            var held = new object();
            _source.SetCanceller(_ => GC.KeepAlive(held));
            return new WeakReference(held);
        }

        var held = SetOne();
        _source.TrySetResult(1);
        GC.Collect();
        Assert.That(held.IsAlive, Is.False);
    }

    [Test]
    public void ListenersThatComeAndGo_TakeNoMoreRoom()
    {
        using var first = _source.Pending.OnDone(static _ => { });
        using var second = _source.Pending.OnDone(static _ => { });
        void ComeAndGo(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _source.Pending.OnDone(static _ => { }).Dispose();
            }
        }

        long Bytes(int times)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ComeAndGo(times);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / times;
        }

        ComeAndGo(100);
        Assert.That(Bytes(20_000), Is.LessThanOrEqualTo(Bytes(100)), "The list has grown");
    }
}
