namespace CallerReactive.Tests.Combinators;

public sealed class AsCompletedTests : AsCompletedFixture
{
    [Test]
    public async Task WhatIsDone_ComesFirstInInputOrder_ThenEachAsItEnds()
    {
        Sources[4].TrySetResult(4);
        Sources[1].TrySetException(new InvalidDataException());
        await using var all = Home.AsCompleted(Items).GetAsyncEnumerator(Limit);
        List<int> order = [await Next(all), await Next(all)];
        foreach (var i in new[] { 5, 0, 3 })
        {
            Sources[i].TrySetResult(i);
        }

        order.AddRange([await Next(all), await Next(all), await Next(all)]);
        var last = all.MoveNextAsync();
        Assert.That(last.IsCompleted, Is.False);
        Sources[2].TrySetCancelled();
        Assert.That(await last, Is.True);
        order.Add(IndexOf(all.Current));
        Assert.That(order, Is.EqualTo([1, 4, 5, 0, 3, 2]));
        Assert.That(await all.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task AnItemListedTwice_ComesTwice()
    {
        Sources[0].TrySetResult(0);
        var item = Sources[0].Pending;
        var count = 0;
        await foreach (var one in Home.AsCompleted([item, item]).WithCancellation(Limit))
        {
            Assert.That(one, Is.SameAs(item));
            count++;
        }

        Assert.That(count, Is.EqualTo(2));
    }

    [Test]
    public async Task ACollection_IsTakenWholeAtOnce_ASequenceOnlyWhenEnumerated()
    {
        var list = new List<Pending<int>> { Pending<int>.FromResult(1), Pending<int>.FromResult(2) };
        var taken = Home.AsCompleted(list);
        list.Clear();
        Assert.That(await Count(taken), Is.EqualTo(2));

        var begun = false;
        IEnumerable<Pending<int>> Source()
        {
            begun = true;
            yield break;
        }

        var lazy = Home.AsCompleted(Source());
        await Turns();
        Assert.That(begun, Is.False);
        await Count(lazy);
        Assert.That(begun, Is.True);
    }

    [Test]
    public async Task ACollection_KnowsNoLimit()
    {
        await using var all = Home.AsCompleted(Items, new AsCompletedOptions { MaxConcurrent = 1 }).GetAsyncEnumerator(Limit);
        Sources[3].TrySetResult(3);
        Assert.That(await Next(all), Is.EqualTo(3));
    }

    [Test]
    public async Task ACollectionGivenAsASequence_IsALazyOne()
    {
        IEnumerable<Pending<int>> items = Items;
        await using var all = Home.AsCompleted(items, new AsCompletedOptions { MaxConcurrent = 1 }).GetAsyncEnumerator(Limit);
        Sources[3].TrySetResult(3);
        var first = Next(all);
        await Turns();
        Assert.That(first.IsCompleted, Is.False, "the fourth is not taken before the first has come");
        Sources[0].TrySetResult(0);
        Assert.That(await first, Is.Zero);
    }

    [Test]
    public async Task WhenTheCallerStops_WhatWasTakenComes_AndThenTheCancellation()
    {
        await using var all = Home.AsCompleted(Items.Select(static item => item), new AsCompletedOptions { MaxConcurrent = 2 })
            .GetAsyncEnumerator(Limit);
        var first = Next(all);
        await Turns();
        await Home.DisposeAsync();
        Assert.That(first.IsCompleted, Is.False);
        Sources[1].TrySetResult(1);
        Assert.That(await first, Is.EqualTo(1));
        Sources[0].TrySetResult(0);
        Assert.That(await Next(all), Is.Zero);
        Assert.That(await OutcomeOf(all.MoveNextAsync().AsTask()), Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task NoItems_EndAtOnce()
    {
        Assert.That(await Count(Home.AsCompleted(Array.Empty<Pending<int>>())), Is.Zero);
        Assert.That(await Count(Home.AsCompleted(Enumerable.Empty<Pending<int>>().Select(static item => item))), Is.Zero);
        Assert.That(await Count(Home.AsCompleted(AsyncEnumerable.Empty<Pending<int>>())), Is.Zero);
        Assert.That(await Count(Home.AsCompleted(new List<Task<int>>())), Is.Zero);
    }

    [Test]
    public void BadInput_IsNamedAtOnce()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Home.AsCompleted((IReadOnlyCollection<Pending<int>>)null!), Throws.ArgumentNullException);
            Assert.That(() => Home.AsCompleted((IEnumerable<Pending<int>>)null!), Throws.ArgumentNullException);
            Assert.That(() => Home.AsCompleted((IAsyncEnumerable<Pending<int>>)null!), Throws.ArgumentNullException);
            Assert.That(() => Home.AsCompleted((IEnumerable<Task<int>>)null!), Throws.ArgumentNullException);
            Assert.That(() => Home.AsCompleted([Sources[0].Pending, null!]), Throws.ArgumentException.With.Message.Contains("Element 1"));
            Assert.That(() => Home.AsCompleted(new List<Task<int>> { null! }), Throws.ArgumentException);
            Assert.That(
                () => Home.AsCompleted(Items, new AsCompletedOptions { MaxConcurrent = 0 }),
                Throws.InstanceOf<ArgumentOutOfRangeException>()
            );
        }
    }

    [Test]
    public async Task ANullElement_OfALazySequence_IsAnErrorAfterWhatCameBefore()
    {
        Sources[0].TrySetResult(0);
        IEnumerable<Pending<int>> Source()
        {
            yield return Sources[0].Pending;
            yield return null!;
        }

        await using var all = Home.AsCompleted(Source()).GetAsyncEnumerator(Limit);
        Assert.That(await Next(all), Is.Zero);
        Assert.That(await OutcomeOf(all.MoveNextAsync().AsTask()), Is.InstanceOf<ArgumentException>());
        Assert.That(await all.MoveNextAsync(), Is.False);
    }

    [TestCase(null, 10)]
    [TestCase(3, 3)]
    [TestCase(30, 30)]
    [TestCase(int.MaxValue, 200)]
    public async Task ALazySequence_IsTakenAsFarAsTheConsumerTakes(int? maxConcurrent, int expected)
    {
        var sources = new List<PendingSource<int>>();
        var here = new List<bool>();
        var ended = new TaskCompletionSource();
        IEnumerable<Pending<int>> Source()
        {
            for (var i = 0; i < 200; i++)
            {
                here.Add(Home.CheckAccess());
                sources.Add(new PendingSource<int>());
                yield return sources[^1].Pending;
            }

            ended.TrySetResult();
        }

        await using var all = Home.AsCompleted(Source(), new AsCompletedOptions { MaxConcurrent = maxConcurrent })
            .GetAsyncEnumerator(Limit);
        var next = all.MoveNextAsync();
        await Turns();
        Assert.That(sources, Has.Count.EqualTo(expected), "before anything ended");
        sources[0].TrySetResult(0);
        sources[1].TrySetResult(1);
        sources[2].TrySetResult(2);
        Assert.That(await next, Is.True);
        await Turns();
        Assert.That(sources, Has.Count.EqualTo(Math.Min(200, expected + 1)), "One was consumed; that others ended makes no room");
        Assert.That(await all.MoveNextAsync(), Is.True);
        await Turns();
        Assert.That(sources, Has.Count.EqualTo(Math.Min(200, expected + 2)));
        Assert.That(here, Is.All.True, "Advanced on the caller");
    }

    [Test]
    public async Task TheMostThatRunAtOnce_IsTheLimit()
    {
        var (running, peak) = (0, 0);
        async Task<int> Work(int i)
        {
            peak = Math.Max(peak, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return i;
        }

        var results = new List<int>();
        var lazy = Enumerable.Range(0, 300).Select(i => Home.CallSoon(() => Work(i)));
        await foreach (var item in Home.AsCompleted(lazy, new AsCompletedOptions { MaxConcurrent = 4 }).WithCancellation(Limit))
        {
            results.Add(item.Result);
        }

        Assert.That(results, Is.EquivalentTo(Enumerable.Range(0, 300)));
        Assert.That(peak, Is.EqualTo(4));
    }

    [Test]
    public async Task AnAsyncSequence_RunsOnTheCaller_AndJoinsTheGroupsOfItsConsumer()
    {
        var away = 0;
        async IAsyncEnumerable<Pending<int>> Source()
        {
            for (var i = 0; i < 20; i++)
            {
                away += Home.CheckAccess() ? 0 : 1;
                await Task.Yield();
                away += Home.CheckAccess() ? 0 : 1;
                Assert.That(PendingGroup.Current, Is.Not.Null);
                yield return Home.ToThread(() => 1);
            }
        }

        var sum = await Home.RunGroupAsync(async _ =>
            {
                var sum = 0;
                await foreach (var item in Home.AsCompleted(Source()))
                {
                    sum += await item;
                }

                return sum;
            })
            .WaitAsync(Limit);
        Assert.That((sum, away), Is.EqualTo((20, 0)));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    public async Task AnErrorOfTheSequence_ComesAfterItsItems(int before)
    {
        IEnumerable<Pending<int>> Source()
        {
            for (var i = 0; i < before; i++)
            {
                yield return Home.CallSoon(() => i);
            }

            throw new InvalidDataException();
        }

        var count = 0;
        Assert.That(
            await OutcomeOf(
                Enumerate(
                    Home.AsCompleted(Source()),
                    _ =>
                    {
                        count++;
                        return true;
                    }
                )
            ),
            Is.TypeOf<InvalidDataException>()
        );
        Assert.That(count, Is.EqualTo(before));
    }

    [Test]
    public async Task AHundredThousandItems_ComeEachOnce()
    {
        var items = Enumerable.Range(0, 100_000).Select(i => Home.CallSoon(() => i)).ToList();
        var seen = new HashSet<int>();
        await Enumerate(Home.AsCompleted(items), item => seen.Add(item.Result));
        Assert.That(seen, Has.Count.EqualTo(100_000));
    }

    [Test]
    public async Task WaitingForOneself_IsRefused()
    {
        Pending<int>? own = null;
        var ready = new TaskCompletionSource();
        own = Home.CallSoon(async () =>
        {
            await ready.Task;
            return await Count(Home.AsCompleted([own!]));
        });
        ready.SetResult();
        await own.WhenDone(Limit);
        Assert.That(own.Exception, Is.TypeOf<InvalidOperationException>().With.Message.Contains("deadlock"));

        Pending<int>? lazily = null;
        var again = new TaskCompletionSource();
        lazily = Home.CallSoon(async () =>
        {
            await again.Task;
            return await Count(Home.AsCompleted(Enumerable.Range(0, 1).Select(_ => lazily!)));
        });
        again.SetResult();
        await lazily.WhenDone(Limit);
        Assert.That(lazily.Exception, Is.TypeOf<InvalidOperationException>().With.Message.Contains("deadlock"));
    }

    [Test]
    public async Task OnAStoppedCaller_ACollectionWorks_AndALazySequenceIsCancelled()
    {
        await Home.DisposeAsync();
        var done = Pending<int>.FromResult(1);
        Assert.That(await Count(Home.AsCompleted([done])), Is.EqualTo(1));
        var outcome = await OutcomeOf(Count(Home.AsCompleted(Enumerable.Repeat(done, 3))));
        Assert.That(outcome, Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task Tasks_ComeAsPendings_WholeOrLazily()
    {
        var slow = new TaskCompletionSource<int>();
        var tasks = new List<Task<int>> { slow.Task, Task.FromResult(2), Task.FromException<int>(new InvalidDataException()) };
        var statuses = new List<PendingStatus>();
        await Enumerate(
            Home.AsCompleted(tasks),
            item =>
            {
                statuses.Add(item.Status);
                slow.TrySetCanceled();
                return true;
            }
        );
        Assert.That(statuses, Is.EqualTo([PendingStatus.Succeeded, PendingStatus.Faulted, PendingStatus.Cancelled]));
        Assert.That(await Count(Home.AsCompleted(Enumerable.Range(0, 50).Select(Task.FromResult))), Is.EqualTo(50));
    }

    [Test]
    public async Task MoveNext_BeforeTheLastOneEnded_IsRefused()
    {
        await using var all = Home.AsCompleted(Items).GetAsyncEnumerator(Limit);
        var first = all.MoveNextAsync();
        Assert.That(() => all.MoveNextAsync(), Throws.InvalidOperationException);
        Sources[0].TrySetResult(0);
        Assert.That(await first, Is.True);
    }

    [Test]
    public async Task TheConsumer_ResumesOnItsOwnCaller()
    {
        await using var other = Caller.StartNew("consumer");
        var here = await other
            .CallSoon(async () =>
            {
                var here = new List<bool>();
                await foreach (var item in Home.AsCompleted(Enumerable.Range(0, 50).Select(i => Home.ToThread(() => i))))
                {
                    here.Add(other.CheckAccess());
                }

                return here;
            })
            .AsTask()
            .WaitAsync(Limit);
        Assert.That(here, Has.Count.EqualTo(50).And.All.True);
    }
}
