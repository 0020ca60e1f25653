namespace CallerReactive.Tests.Groups;

public sealed class PendingGroupTests : GroupFixture
{
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
    public async Task TheBody_RunsHereAndNow_OnTheContextOfWhoAsks()
    {
        Thread? ranOn = null;
        var left = Home.RunGroupAsync(_ =>
        {
            ranOn = Thread.CurrentThread;
            return Task.CompletedTask;
        });
        Assert.That(ranOn, Is.SameAs(Thread.CurrentThread));
        await left.WaitAsync(Limit);

        await using var other = Caller.StartNew("other");
        var home = await other
            .CallSoon(() =>
                Home.RunGroupAsync(async _ =>
                {
                    await Task.Yield();
                    return other.CheckAccess();
                })
            )
            .WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(home, Is.True);
    }

    [TestCaseSource(nameof(Modes))]
    public async Task AGroupAround_ThatIsCancelled_CancelsTheOneInside(PendingGroupMode mode)
    {
        Exception? inside = null;
        await Home.RunGroupAsync(async outer =>
                inside = await OutcomeOf(
                    Home.RunGroupAsync(
                        async inner =>
                        {
                            outer.Cancel("enough");
                            Assert.That(inner.IsCancelled, Is.True);
                            await Task.Delay(Timeout.Infinite, inner.CancellationToken);
                        },
                        new PendingGroupOptions { Mode = mode }
                    )
                )
            )
            .WaitAsync(Limit);
        Assert.That(inside, Is.TypeOf<PendingCancelledException>());
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
        Pending? late = null;
        var running = Home.RunGroupAsync(
            g =>
            {
                group = g;
                stubborn = Home.CallSoon(async () =>
                {
                    await Gate.Task;
                    late = StartEndless();
                });
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
        Assert.That(late!.Status, Is.EqualTo(PendingStatus.Cancelled), "What was left behind starts nothing more");
        Assert.That(group.Pending, Is.Empty);
    }

    [Test]
    [CancelAfter(120_000)] // a thousand threads beside all other tests
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
}
