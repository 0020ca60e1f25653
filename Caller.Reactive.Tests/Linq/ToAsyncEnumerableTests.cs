using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Linq;

internal sealed class ToAsyncEnumerableTests
{
    private readonly Subject<int> _source = new();

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task AllElements_ComeInOrderAndTheReaderResumesOnItsOwnContext()
    {
        await using var caller = Caller.StartNew("owner");
        await using var reader = Caller.StartNew("reader");
        var read = reader.CallSoon(async () =>
        {
            var seen = new List<int>();
            await foreach (var value in _source.ToAsyncEnumerable(caller))
            {
                reader.VerifyAccess();
                seen.Add(value);
            }

            reader.VerifyAccess();
            return seen;
        });
        await UntilSubscribed();
        for (var i = 0; i < 1000; i++)
            _source.OnNext(i);
        _source.OnCompleted();

        Assert.That(await read.AsTask().WaitAsync(Limit), Is.EqualTo(Enumerable.Range(0, 1000)));
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task AnElement_IsReadAfterWhatTheCallerDidBefore()
    {
        await using var caller = Caller.Create();
        var did = false;
        await using var reader = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(Limit);
        caller.CallDirect(() => did = true);
        _source.OnNext(1);
        var reading = reader.MoveNextAsync();
        Assert.That((reading.IsCompleted, did), Is.EqualTo((false, false)));

        caller.RunUntil(caller.CallSoon(() => { }));

        Assert.That((await reading, reader.Current, did), Is.EqualTo((true, 1, true)));
    }

    [Test]
    public async Task TheProducer_NeverRunsTheReader()
    {
        await using var caller = Caller.StartNew("owner");
        var readerThread = new TaskCompletionSource<Thread>();
        var reading = Task.Run(async () =>
        {
            await foreach (var _ in _source.ToAsyncEnumerable(caller).WithCancellation(Limit))
                readerThread.TrySetResult(Thread.CurrentThread);
        });
        await UntilSubscribed();
        await caller.CallSoon(() => _source.OnNext(1));
        Assert.That(await readerThread.Task.WaitAsync(Limit), Is.Not.SameAs(caller.Thread));
        _source.OnCompleted();
        await reading.WaitAsync(Limit);
    }

    [TestCase(OverflowPolicy.DropOldest, "3,4,5,end")]
    [TestCase(OverflowPolicy.DropNewest, "1,2,3,end")]
    [TestCase(OverflowPolicy.Error, "1,2,3,InvalidOperationException")]
    public async Task ASlowReader_IsDealtWithByThePolicy(OverflowPolicy overflow, string expected)
    {
        await using var caller = Caller.StartNew("owner");
        await using var reader = _source.ToAsyncEnumerable(caller, 3, overflow).GetAsyncEnumerator(Limit);
        for (var i = 1; i <= 5; i++)
        {
            _source.OnNext(i);
            if (i == 4)
                await caller.CallSoon(() => { }); // some have arrived at the reader's side, some are on their way
        }

        _source.OnCompleted();
        Assert.That(await ReadAll(reader), Is.EqualTo(expected));
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task TheSourcesError_ComesAfterItsElementsWithItsStackAndOnce()
    {
        await using var caller = Caller.StartNew("owner");
        await using var reader = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(Limit);
        _source.OnNext(1);
        try
        {
            ThrowHere();
        }
        catch (FormatException e)
        {
            _source.OnError(e);
        }

        Assert.That((await reader.MoveNextAsync(), reader.Current), Is.EqualTo((true, 1)));
        var error = await Assert.ThrowsAsync<FormatException>(async () => await reader.MoveNextAsync());
        Assert.That(error!.StackTrace, Does.Contain(nameof(ThrowHere)));
        Assert.That(await reader.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task LeavingTheLoop_LeavesTheSource()
    {
        await using var caller = Caller.StartNew("owner");
        var behaviour = new BehaviorSubject<int>(1);
        await foreach (var _ in behaviour.ToAsyncEnumerable(caller).WithCancellation(Limit))
            break;
        Assert.That(behaviour.HasObservers, Is.False);
    }

    [Test]
    public async Task CancelledWhileItWaits_TheReaderIsToldByTheCallerAndTheSourceIsLeft()
    {
        await using var caller = Caller.Create();
        using var source = new CancellationTokenSource();
        await using var reader = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(source.Token);
        var reading = reader.MoveNextAsync().AsTask();
        await source.CancelAsync();
        Assert.That(reading.IsCompleted, Is.False, "the cancellation is posted");

        caller.RunUntil(caller.CallSoon(() => { }));

        var error = await Assert.CatchAsync<OperationCanceledException>(async () => await reading);
        Assert.That((error!.CancellationToken, _source.HasObservers), Is.EqualTo((source.Token, false)));
        Assert.That(await reader.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task CancelledBetweenTwoReads_TheNextOneThrowsInsteadOfWhatWaits()
    {
        await using var caller = Caller.StartNew("owner");
        using var source = new CancellationTokenSource();
        await using var reader = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(source.Token);
        _source.OnNext(1);
        _source.OnNext(2);
        await reader.MoveNextAsync();
        await source.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(async () => await reader.MoveNextAsync());
        Assert.That((await reader.MoveNextAsync(), _source.HasObservers), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task CallerStops_WhatWaitsCanBeReadThenComesTheError()
    {
        var caller = Caller.StartNew("owner");
        await using var reader = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(Limit);
        _source.OnNext(1);
        await caller.DisposeAsync();
        _source.OnNext(2);
        Assert.That(await ReadAll(reader), Is.EqualTo("1,CallerStoppedException"));
        Assert.That(_source.HasObservers, Is.False);

        await using var late = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(Limit);
        Assert.That((await ReadAll(late), _source.HasObservers), Is.EqualTo((nameof(CallerStoppedException), false)));
    }

    [Test]
    public async Task ReadByACallOfTheCallerItself_TheStopDoesNotWaitForItself()
    {
        var caller = Caller.StartNew(new CallerOptions { StopTimeout = Timeout.InfiniteTimeSpan });
        Exception? thrown = null;
        var reader = caller.CallSoon(async () =>
        {
            try
            {
                await foreach (var _ in _source.ToAsyncEnumerable(caller)) { }
            }
            catch (CallerStoppedException e)
            {
                thrown = e;
                throw;
            }
        });
        await UntilSubscribed();

        await caller.DisposeAsync();

        Assert.That((reader.IsDone, thrown), Is.EqualTo((true, thrown)));
        Assert.That(thrown, Is.Not.Null);
    }

    [Test]
    public async Task TwoReadsAtATime_AreRefused()
    {
        await using var caller = Caller.StartNew("owner");
        await using var reader = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(Limit);
        var reading = reader.MoveNextAsync();
        Assert.That(
            async () => await reader.MoveNextAsync(),
            Throws.InvalidOperationException.With.Message.Contains("One MoveNextAsync at a time")
        );
        _source.OnNext(1);
        Assert.That(await reading, Is.True);
    }

    [Test]
    public async Task DisposedWhileItWaits_TheReadEndsAsTheEnd()
    {
        await using var caller = Caller.StartNew("owner");
        var reader = _source.ToAsyncEnumerable(caller).GetAsyncEnumerator(Limit);
        var reading = reader.MoveNextAsync().AsTask();
        await reader.DisposeAsync();
        await reader.DisposeAsync();
        Assert.That((await reading.WaitAsync(Limit), _source.HasObservers), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task EachEnumeration_SubscribesAnew()
    {
        await using var caller = Caller.StartNew("owner");
        var stream = Observable.Range(0, 3).ToAsyncEnumerable(caller);
        Assert.That((await stream.CountAsync(Limit), await stream.CountAsync(Limit)), Is.EqualTo((3, 3)));
    }

    [Test]
    public async Task TheStream_SubscribesOnlyWhenAnEnumerationBegins()
    {
        await using var caller = Caller.StartNew("owner");
        var stream = _source.ToAsyncEnumerable(caller);
        Assert.That(_source.HasObservers, Is.False);
        await using (stream.GetAsyncEnumerator(Limit))
            Assert.That(_source.HasObservers, Is.True);
        Assert.That(_source.HasObservers, Is.False);
    }

    [Test]
    public async Task ManyProducersAndARacingReader_NothingIsLostOrDoubled()
    {
        await using var caller = Caller.StartNew("owner");
        var stream = _source.ToAsyncEnumerable(caller);
        var read = Task.Run(async () =>
        {
            var seen = new List<int>();
            await foreach (var value in stream.WithCancellation(Limit))
                seen.Add(value);
            return seen;
        });
        await UntilSubscribed();
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(producer =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 2_500; i++)
                            _source.OnNext((producer * 2_500) + i);
                    })
                )
                .ToArray()
        );
        _source.OnCompleted();
        Assert.That((await read.WaitAsync(Limit)).Order(), Is.EqualTo(Enumerable.Range(0, 10_000)));
    }

    [Test]
    public async Task BadInput_IsRefused()
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(() => _source.ToAsyncEnumerable((Caller)null!), Throws.ArgumentNullException);
        Assert.That(() => ((IObservable<int>)null!).ToAsyncEnumerable(caller), Throws.ArgumentNullException);
        Assert.That(() => _source.ToAsyncEnumerable(caller, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _source.ToAsyncEnumerable(caller, 1, (OverflowPolicy)9), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void ThrowHere() => throw new FormatException();

    private static async Task<string> ReadAll(IAsyncEnumerator<int> reader)
    {
        var seen = new List<string>();
        try
        {
            while (await reader.MoveNextAsync())
                seen.Add($"{reader.Current}");
            seen.Add("end");
        }
        catch (Exception e)
        {
            seen.Add(e.GetType().Name);
        }

        return string.Join(',', seen);
    }

    private async Task UntilSubscribed()
    {
        while (!_source.HasObservers)
        {
            Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
