using CallerReactive.Tests.Callers;

namespace CallerReactive.Tests.Groups;

/// <summary>Who is a member.</summary>
public sealed class PendingGroupMembershipTests : GroupFixture
{
    [Test]
    public async Task AMember_StartedByAMemberOnAnotherThread_IsWaitedFor()
    {
        Pending? grandchild = null;
        var ended = false;
        await Home.RunGroupAsync(_ =>
            {
                Home.ToThread(() =>
                        grandchild = Caller.Current.ToThread(async () =>
                        {
                            await Gate.Task;
                            ended = true;
                        })
                    )
                    .OnDone(_ => Gate.SetResult());
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        Assert.That(grandchild?.IsDone, Is.True);
        Assert.That(ended, Is.True);
    }

    [Test]
    public async Task AMember_StartedAfterTheBodyEnded_IsWaitedFor()
    {
        var order = new List<string>();
        await Home.RunGroupAsync(_ =>
            {
                Home.CallSoon(async () =>
                {
                    await Task.Yield();
                    await Gate.Task;
                    Home.CallSoon(() => order.Add("member")).OnDone(static _ => { });
                });
                Gate.SetResult();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        order.Add("left");
        Assert.That(order, Is.EqualTo(["member", "left"]));
    }

    [Test]
    public async Task AMemberOfAnInnerGroup_IsAMemberOfTheOuterOne()
    {
        await Home.RunGroupAsync(outer =>
                Home.RunGroupAsync(inner =>
                {
                    var member = StartGated();
                    using (Assert.EnterMultipleScope())
                    {
                        Assert.That(PendingGroup.Current, Is.SameAs(inner));
                        Assert.That(inner.Pending, Is.EqualTo(new[] { member }));
                        Assert.That(outer.Pending, Is.EqualTo(new[] { member }));
                    }

                    Gate.SetResult();
                    return Task.CompletedTask;
                })
            )
            .WaitAsync(Limit);
        Assert.That(PendingGroup.Current, Is.Null);
    }

    [TestCaseSource(typeof(CallWays), nameof(CallWays.Names))]
    public async Task EveryWayToCall_JoinsTheGroup(string way)
    {
        using var gate = new ManualResetEventSlim();
        await Home.RunGroupAsync(group =>
            {
                var member = Home.Call(
                    way,
                    _ =>
                    {
                        gate.Block();
                        return 1;
                    }
                );
                Assert.That(group.Pending, Is.EqualTo(new[] { member }));
                Time.Advance(TimeSpan.FromSeconds(1)); // for the one that is to wait
                gate.Set();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
    }

    [Test]
    public async Task Untracked_JoinsNothing_AndNeitherDoesWhatItStarts()
    {
        Pending? child = null;
        PendingGroup? seen = null;
        await Home.RunGroupAsync(async group =>
            {
                var untracked = Home.ScheduleCall(
                    () =>
                    {
                        seen = PendingGroup.Current;
                        child = StartGated();
                    },
                    new CallOptions { Track = false }
                );
                await untracked;
                Assert.That(group.Pending, Is.Empty);
                Assert.That(PendingGroup.Current, Is.SameAs(group), "Opting out must not change where it is made");
                group.Cancel();
            })
            .WaitAsync(Limit);
        Assert.That(seen, Is.Null);
        Assert.That(child!.IsCancelled, Is.False);
    }

    [Test]
    public async Task Untracked_EverythingElseFlowsIntoIt()
    {
        var local = new AsyncLocal<string> { Value = "mine" };
        await using var group = Home.CreatePendingGroup();
        var seen = await Home.ScheduleCall(() => local.Value, new CallOptions { Track = false }).InTime();
        Assert.That(seen, Is.EqualTo("mine"));
    }

    [Test]
    public async Task AfterTheEnd_ItTakesNothingMore()
    {
        var group = Home.CreatePendingGroup();
        group.Complete();
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
        var source = new PendingSource<int>();
        Assert.That(group.Add(source.Pending), Is.False);
        Assert.That(group.Pending, Is.Empty);
        Assert.That(source.Pending.IsDone, Is.False);
    }

    [Test]
    public async Task AfterTheEnd_TheTokenGivenToItLetsItGo()
    {
        using var given = new CancellationTokenSource();
        var group = await Run();
        GC.Collect();
        Assert.That(group.IsAlive, Is.False);
        await given.CancelAsync();

        // The group is in no field of an async method of this test.
        async Task<WeakReference> Run()
        {
            var seen = new WeakReference(null);
            await Home.RunGroupAsync(
                    group =>
                    {
                        seen.Target = group;
                        return Task.CompletedTask;
                    },
                    cancellationToken: given.Token
                )
                .WaitAsync(Limit);
            return seen;
        }
    }

    [Test]
    public async Task ACallbackOfItsToken_ThatThrows_IsReported()
    {
        var reported = new TaskCompletionSource<CallerExceptionEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        Home.UnhandledException += (_, e) => reported.TrySetResult(e);
        await using var group = Home.CreatePendingGroup();
        group.CancellationToken.Register(static () => throw new InvalidDataException());
        var member = StartEndless();
        group.Cancel();
        await member.WhenDone(Limit);
        var told = await reported.Task.WaitAsync(Limit);
        Assert.That(told.Exception, Is.TypeOf<AggregateException>().With.InnerException.TypeOf<InvalidDataException>());
        Assert.That(told.Origin, Is.EqualTo(CallerExceptionOrigin.Observer));
    }

    [Test]
    public async Task DirectCalls_ScheduledActions_AndBareSources_AreNoMembers()
    {
        await Home.RunGroupAsync(async group =>
            {
                var seen = new TaskCompletionSource<PendingGroup?>();
                Home.CallDirect(() => seen.SetResult(PendingGroup.Current));
                Assert.That(await seen.Task.WaitAsync(Limit), Is.Null);
                var scheduled = new TaskCompletionSource<PendingGroup?>();
                System.Reactive.Concurrency.Scheduler.Schedule(Home, () => scheduled.SetResult(PendingGroup.Current));
                Assert.That(await scheduled.Task.WaitAsync(Limit), Is.Null);
                var bare = new PendingSource<int>();
                Assert.That(group.Pending, Is.Empty);
                var source = new PendingSource<int>(new CallOptions());
                Assert.That(group.Pending, Is.EqualTo(new[] { source.Pending }));
                source.TrySetResult(1);
                bare.TrySetResult(1);
            })
            .WaitAsync(Limit);
    }

    [Test]
    public async Task WhatAQueueRuns_IsNoMember()
    {
        await Home.RunGroupAsync(async group =>
            {
                var seen = new TaskCompletionSource<int>();
                Home.QueueCall(value => seen.SetResult(value + group.Pending.Count), 7);
                Assert.That(group.Pending, Is.Empty);
                Assert.That(await seen.Task.WaitAsync(Limit), Is.EqualTo(7));
            })
            .WaitAsync(Limit);
    }

    [Test]
    public async Task ACallMadeWithATokenThatHadFired_IsAMemberThatWasCancelled()
    {
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(
                _ =>
                {
                    Home.CallSoon(() => { }, new CancellationToken(true));
                    return Task.CompletedTask;
                },
                new PendingGroupOptions { Mode = PendingGroupMode.ThrowAtEnd }
            )
        );
        Assert.That(outcome, Is.TypeOf<PendingCancelledException>());
    }

    [Test]
    public async Task WhatJoinsACancelledGroup_IsCancelledAtOnce_AndItsTokenIsLetGo()
    {
        using var own = new CancellationTokenSource();
        await Home.RunGroupAsync(group =>
            {
                group.Cancel();
                var late = Home.CallSoon(() => { }, own.Token);
                Assert.That(late.Status, Is.EqualTo(PendingStatus.Cancelled));
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
    }

    [Test]
    public async Task CallsUnderAnEndedGroup_RunFree_AndJoinTheOneAround()
    {
        PendingGroup? outerSeen = null;
        Pending? late = null;
        ExecutionContext? inside = null;
        await Home.RunGroupAsync(async outer =>
            {
                await Home.RunGroupAsync(_ =>
                {
                    inside = ExecutionContext.Capture();
                    return Task.CompletedTask;
                });
                ExecutionContext.Run(
                    inside!,
                    _ =>
                    {
                        outerSeen = PendingGroup.Current;
                        late = StartGated();
                    },
                    null
                );
                Assert.That(outer.Pending, Is.EqualTo(new[] { late }));
                Assert.That(outerSeen, Is.SameAs(outer));
                Gate.SetResult();
            })
            .WaitAsync(Limit);
        ExecutionContext.Run(inside!, _ => late = Home.CallSoon(() => { }), null);
        await late!.WhenDone(Limit);
        Assert.That(late.Status, Is.EqualTo(PendingStatus.Succeeded));
    }

    [Test]
    public async Task TenThousandMembers_AreWaitedForAndCounted()
    {
        const int count = 10_000;
        var ran = 0;
        PendingGroup? group = null;
        await Home.RunGroupAsync(g =>
            {
                group = g;
                for (var i = 0; i < count; i++)
                {
                    Home.CallSoon(async () =>
                    {
                        await Gate.Task.ConfigureAwait(false);
                        Interlocked.Increment(ref ran);
                    });
                }

                Assert.That(g.Pending, Has.Count.EqualTo(count));
                Gate.SetResult();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        Assert.That(ran, Is.EqualTo(count));
        Assert.That(group!.Pending, Is.Empty);
    }

    [Test]
    public void ACallInNoGroup_AllocatesNoMoreThanItself()
    {
        const int count = 1000;
        var idle = Caller.Create();
        Func<int> func = static () => 1;
        var other = new AsyncLocal<int> { Value = 1 };
        long Measure()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < count; i++)
            {
                idle.CallSoon(func);
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }

        Measure();
        Assert.That(Measure(), Is.LessThanOrEqualTo(96));
        Assert.That(other.Value, Is.EqualTo(1), "An AsyncLocal of somebody else was in the way");
        idle.Stop();
    }

    [Test]
    public async Task AddByHand_TheCallThatRunsTheGroup_IsRefused([Values] bool byAMember)
    {
        Exception? refused = null;
        var call = Home.CallSoon(async () =>
        {
            var own = Pending.Current!;
            await Home.RunGroupAsync(
                async group =>
                {
                    if (byAMember)
                        await Home.CallSoon(() => Add(group, own));
                    else
                        Add(group, own);
                },
                new PendingGroupOptions { Shield = byAMember }
            );
        });
        await call.InTime(); // it would wait for itself
        Assert.That(
            (refused?.GetType(), refused?.Message),
            Is.EqualTo((typeof(InvalidOperationException), "The call that runs the group would wait for itself: it is no member of it."))
        );

        void Add(PendingGroup group, Pending own)
        {
            try
            {
                group.Add(own);
            }
            catch (Exception e)
            {
                refused = e;
            }
        }
    }

    [Test]
    public async Task AddByHand_AnotherCall_IsTaken_ByTheGroupOfACallAndByThatOfNone([Values] bool inACall)
    {
        var other = Home.CallSoon(() => Gate.Task);
        var taken = false;
        Task Run() =>
            Home.RunGroupAsync(group =>
            {
                taken = group.Add(other);
                return Task.CompletedTask;
            });
        var ran = inACall ? Home.CallSoon(Run).AsTask() : Run();
        await Home.CallSoon(static () => { }).InTime();
        Assert.That((taken, ran.IsCompleted), Is.EqualTo((true, false)));
        Gate.SetResult();
        await ran.WaitAsync(Limit);
    }
}
