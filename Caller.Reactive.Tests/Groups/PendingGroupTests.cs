namespace CallerReactive.Tests.Groups;

public sealed class PendingGroupTests : GroupFixture
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
    public async Task TheBody_ThatAwaitsAFailingMember_ThrowsItsErrorBare()
    {
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(async _ => await Home.CallSoon(new Func<int>(() => throw new InvalidDataException())))
        );
        Assert.That(outcome, Is.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task FailuresOfNestedGroups_AreFlatAndOnce()
    {
        var (one, two) = (new InvalidDataException("one"), new TimeZoneNotFoundException("two"));
        var group = Home.CreatePendingGroup(new PendingGroupOptions { Mode = PendingGroupMode.IgnoreCancellation });
        var (first, second) = (new PendingSource<int>(new CallOptions()), new PendingSource<int>());
        first.SetCanceller(_ => first.TrySetException(new AggregateException(one, new AggregateException(two, one))));
        group.Add(second.Pending);
        second.TrySetException(one);
        group.Complete();
        Assert.That(first.Pending.Status, Is.EqualTo(PendingStatus.Cancelled), "Cancelled beats what the canceller says");
        var outcome = await OutcomeOf(group.DisposeAsync().AsTask());
        Assert.That(((AggregateException)outcome!).InnerExceptions, Is.EqualTo(new[] { one }));

        await using var nested = Home.CreatePendingGroup();
        var failed = new PendingSource<int>(new CallOptions());
        failed.TrySetException(new AggregateException(one, new AggregateException(two, one)));
        nested.Complete();
        outcome = await OutcomeOf(nested.DisposeAsync().AsTask());
        Assert.That(((AggregateException)outcome!).InnerExceptions, Is.EqualTo(new Exception[] { one, two }));
    }

    [Test]
    public async Task TheOuterGroup_FailsWithTheInnerMember_EvenIfTheBodySwallowsIt()
    {
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(async _ =>
                Assert.That(
                    await OutcomeOf(
                        Home.RunGroupAsync(_ =>
                        {
                            Home.CallSoon(() => throw new InvalidDataException());
                            return Task.CompletedTask;
                        })
                    ),
                    Is.TypeOf<AggregateException>()
                )
            )
        );
        Assert.That(outcome, Is.TypeOf<AggregateException>());
    }

    [TestCaseSource(nameof(Modes))]
    public async Task AValue_ThatTheCancelledBodyDidNotGive_Throws(PendingGroupMode mode)
    {
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(
                async group =>
                {
                    group.Cancel("enough");
                    await Task.Delay(Timeout.Infinite, group.CancellationToken);
                    return 1;
                },
                new PendingGroupOptions { Mode = mode }
            )
        );
        Assert.That(outcome, Is.TypeOf<PendingCancelledException>().With.Message.EqualTo("enough"));
    }

    [Test]
    public async Task AValue_IsReturnedAfterTheMembersHaveEnded()
    {
        var ended = false;
        var value = await Home.RunGroupAsync(_ =>
            {
                Home.CallSoon(async () =>
                {
                    await Gate.Task;
                    ended = true;
                });
                Gate.SetResult();
                return Task.FromResult(42);
            })
            .WaitAsync(Limit);
        Assert.That((value, ended), Is.EqualTo((42, true)));
    }

    [Test]
    public async Task AGroupThatIsCancelledFromTheStart_DoesNotRunItsBody()
    {
        var ran = false;
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(
                _ =>
                {
                    ran = true;
                    return Task.CompletedTask;
                },
                cancellationToken: new CancellationToken(true)
            )
        );
        Assert.That(outcome, Is.TypeOf<PendingCancelledException>());
        Assert.That(ran, Is.False);
    }

    [Test]
    public async Task CancellingTheCall_ThatRunsAGroup_CancelsTheGroupAndComesOut()
    {
        var begun = new TaskCompletionSource<Pending>();
        var call = Home.CallSoon(() =>
            Home.RunGroupAsync(group =>
            {
                begun.SetResult(StartEndless());
                return Task.Delay(Timeout.Infinite, group.CancellationToken);
            })
        );
        var member = await begun.Task.WaitAsync(Limit);
        call.Cancel("outside");
        await call.WhenDone(Limit);
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(member.Status, Is.EqualTo(PendingStatus.Cancelled), "Ended before its group did");
    }

    [Test]
    public async Task AShieldedGroup_IsNotTouchedByTheGroupAroundIt()
    {
        Pending? inside = null;
        await Home.RunGroupAsync(async outer =>
                await Home.RunGroupAsync(
                    async inner =>
                    {
                        inside = StartGated();
                        outer.Cancel();
                        Assert.That(inner.IsCancelled, Is.False);
                        Assert.That(outer.Pending, Is.EqualTo(new[] { inside }), "It is waited for all the same");
                        Gate.SetResult();
                        await inside.WhenDone(Limit);
                    },
                    new PendingGroupOptions { Shield = true }
                )
            )
            .WaitAsync(Limit);
        Assert.That(inside!.Status, Is.EqualTo(PendingStatus.Succeeded));
    }

    [Test]
    public async Task MembersThatDoNotEnd_AreLeftBehindAfterTheCancellationTimeout()
    {
        PendingGroup? group = null;
        Pending? stubborn = null;
        var running = Home.RunGroupAsync(
            g =>
            {
                group = g;
                stubborn = Home.CallSoon(() => Gate.Task);
                return Task.CompletedTask;
            },
            new PendingGroupOptions { CancellationTimeout = TimeSpan.FromSeconds(3) }
        );
        await Home.CallSoon(() => { }).AsTask().WaitAsync(Limit); // by now it runs
        group!.Cancel();
        Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.That(running.IsCompleted, Is.False);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        await running.WaitAsync(Limit);
        Assert.That(group.Pending, Is.EqualTo(new[] { stubborn }));
        Gate.SetResult();
        await stubborn!.WhenDone(Limit);
        Assert.That(group.Pending, Is.Empty);
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
    public async Task AGroupLeftByAnException_WhileAThousandWorkersAreBusy_EndsEveryOne()
    {
        const int count = 1000;
        var members = new List<Pending>();
        var busy = new CountdownEvent(count);
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(
                _ =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        members.Add(
                            Home.ToThread(token =>
                            {
                                busy.Signal();
                                token.WaitHandle.WaitOne();
                                token.ThrowIfCancellationRequested();
                            })
                        );
                    }

                    busy.Wait(Limit);
                    throw new InvalidDataException();
                },
                new PendingGroupOptions { CancellationTimeout = Timeout.InfiniteTimeSpan }
            )
        );
        Assert.That(outcome, Is.TypeOf<InvalidDataException>());
        Assert.That(members.Select(static member => member.Status), Is.All.EqualTo(PendingStatus.Cancelled));
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
}
