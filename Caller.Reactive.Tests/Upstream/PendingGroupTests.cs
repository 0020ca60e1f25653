using CallerReactive.Tests.Groups;

namespace CallerReactive.Tests.Upstream;

/// <summary>TestPendingGroup of the original, test by test; with members in Timeout (D1) and a throw in Mode (D2), which it lacks.</summary>
public sealed class PendingGroupTests : GroupFixture
{
    [Test]
    public async Task Basic()
    {
        Assert.That(PendingGroup.Current, Is.Null);
        Pending? pen1 = null;
        PendingGroup? seen = null;
        await Home.RunGroupAsync(pg =>
            {
                seen = pg;
                Assert.That(PendingGroup.Current, Is.SameAs(pg));
                pen1 = StartGated();
                Assert.That(pg.Pending, Does.Contain(pen1));
                Gate.SetResult();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        Assert.That(seen!.Pending, Is.Empty);
        Assert.That(pen1!.IsDone, Is.True);
    }

    [Test]
    public async Task AsyncReenter()
    {
        Pending<int> pen1;
        PendingGroup pm;
        await using (pm = Home.CreatePendingGroup())
        {
            pen1 = Home.CallSoon(() => 1);
            pm.Complete();
        }

        Assert.That(pen1.Result, Is.EqualTo(1));
        Assert.That(pm.Complete, Throws.InvalidOperationException, "A group cannot be entered again; the nearest to it is to end it again");
    }

    [Test]
    public async Task State()
    {
        const int n = 2;
        var count = 0;
        object Recursive() => ++count < n ? Home.CallSoon(Recursive) : count;
        Pending<object>? pen = null;
        await Home.RunGroupAsync(_ =>
            {
                pen = Home.CallSoon(Recursive);
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        Assert.That(count, Is.EqualTo(n));
        object result = pen!;
        while (result is Pending<object> next)
        {
            result = next.Result;
        }

        Assert.That(result, Is.EqualTo(n));
    }

    [Test]
    public async Task ExternalCancellation()
    {
        using var scope = new CancellationTokenSource();
        var (pen, pm) = (default(Pending), default(PendingGroup));
        var running = Home.RunGroupAsync(
            group =>
            {
                (pm, pen) = (group, StartEndless());
                return Task.CompletedTask;
            },
            cancellationToken: scope.Token
        );
        await scope.CancelAsync();
        Assert.That(await OutcomeOf(running), Is.InstanceOf<OperationCanceledException>());
        Assert.That(pen!.IsCancelled, Is.True);
        Assert.That(pm!.Pending, Is.Empty);
    }

    [Test]
    public async Task Cancellation()
    {
        var (pen, pm) = (default(Pending), default(PendingGroup));
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(
                group =>
                {
                    (pm, pen) = (group, StartEndless());
                    group.Cancel("Stop");
                    return Task.CompletedTask;
                },
                new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow }
            )
        );
        Assert.That(outcome, Is.TypeOf<PendingCancelledException>().With.Message.EqualTo("Stop"));
        Assert.That(pen!.IsCancelled, Is.True);
        Assert.That(pm!.Pending, Is.Empty);
    }

    [Test]
    public async Task InvalidState()
    {
        using var scope = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var ok = false;
        async Task AddWhenCancelled(CancellationToken token)
        {
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException)
            {
                ok = true;
                throw;
            }
        }

        var running = Home.RunGroupAsync(
            _ =>
            {
                Home.CallSoon(AddWhenCancelled);
                return Task.CompletedTask;
            },
            cancellationToken: scope.Token
        );
        await begun.Task.WaitAsync(Limit);
        await scope.CancelAsync();
        await OutcomeOf(running);
        Assert.That(ok, Is.True);
    }

    [Test]
    public async Task WaitException()
    {
        Pending? pen = null;
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(_ =>
            {
                pen = StartEndless();
                new PendingSource<int>(new CallOptions()).TrySetException(new InvalidDataException("stop"));
                return Task.CompletedTask;
            })
        );
        Assert.That(outcome, Is.TypeOf<AggregateException>());
        Assert.That(pen!.IsCancelled, Is.True);
    }

    [Test]
    public async Task CancelledByPending()
    {
        PendingGroup? seen = null;
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(async pg =>
            {
                seen = pg;
                var hold = new TaskCompletionSource();
                var failing = Home.CallSoon(async () =>
                {
                    await hold.Task;
                    throw new DivideByZeroException();
                });
                Assert.That(pg.Pending, Does.Contain(failing));
                hold.SetResult();
                await Task.Delay(Timeout.Infinite, pg.CancellationToken);
            })
        );
        Assert.That(outcome, Is.TypeOf<AggregateException>());
        Assert.That(seen!.IsCancelled, Is.True);
    }

    [Test]
    public async Task Shield()
    {
        var ok = false;
        using var scope = new CancellationTokenSource();
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(
                async outer =>
                {
                    await scope.CancelAsync();
                    try
                    {
                        await Task.Delay(Timeout.Infinite, outer.CancellationToken);
                    }
                    catch (OperationCanceledException)
                    {
                        await Home.RunGroupAsync(
                            async pg =>
                            {
                                // A call here still joins the cancelled group around, which takes no new ones; the shield keeps it from being cancelled.
                                Assert.That(await Home.CallSoon(() => 1), Is.EqualTo(1));
                                ok = true;
                                Assert.That(pg.IsCancelled, Is.False);
                            },
                            new PendingGroupOptions { Shield = true }
                        );
                        throw;
                    }
                },
                cancellationToken: scope.Token
            )
        );
        Assert.That(ok, Is.True);
        Assert.That(outcome, Is.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Timeout_WithMembers()
    {
        Pending? member = null;
        PendingGroup? seen = null;
        await Home.RunGroupAsync(
                async pg =>
                {
                    (seen, member) = (pg, StartEndless());
                    Time.Advance(TimeSpan.FromSeconds(0.01));
                    await Task.Delay(Timeout.Infinite, pg.CancellationToken);
                },
                new PendingGroupOptions { Timeout = TimeSpan.FromSeconds(0.01) }
            )
            .WaitAsync(Limit);
        Assert.That(seen!.IsCancelled, Is.True);
        Assert.That(member!.Status, Is.EqualTo(PendingStatus.Cancelled), "Upstream leaves it running and stalls (D1)");
    }

    [Test]
    public async Task Nested()
    {
        using var scope = new CancellationTokenSource();
        Pending? pen = null;
        var running = Home.RunGroupAsync(
            pg1 =>
                pg1.Caller.RunGroupAsync(pg2 =>
                {
                    pen = pg2.Caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token));
                    Assert.That(pg2.Pending, Does.Contain(pen));
                    Assert.That(pg1.Pending, Does.Contain(pen));
                    return Task.CompletedTask;
                }),
            cancellationToken: scope.Token
        );
        await scope.CancelAsync();
        await OutcomeOf(running);
        Assert.That(pen!.IsCancelled, Is.True);
    }

    [Test]
    public async Task NestedRaises()
    {
        Pending? pen = null;
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(pg1 =>
                pg1.Caller.RunGroupAsync(pg2 =>
                {
                    pen = pg2.Caller.CallSoon(() => throw new DivideByZeroException());
                    return Task.CompletedTask;
                })
            )
        );
        Assert.That(outcome, Is.TypeOf<AggregateException>());
        Assert.That(pen!.Exception, Is.TypeOf<DivideByZeroException>());
    }

    [Test]
    public async Task Tracking()
    {
        var pm = new Manager();
        using var token = pm.Activate();
        await Home.RunGroupAsync(pg =>
            {
                var pen = new PendingSource<int>(new CallOptions());
                Assert.That(pg.Pending, Does.Contain(pen.Pending));
                Assert.That(pm.Pending, Does.Contain(pen.Pending));
                foreach (var untracked in new[] { new PendingSource<int>(), new PendingSource<int>(new CallOptions { Track = false }) })
                {
                    Assert.That(pm.Pending, Does.Not.Contain(untracked.Pending));
                    Assert.That(pg.Pending, Does.Not.Contain(untracked.Pending));
                }

                pen.TrySetResult(1);
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
    }

    [Test]
    public async Task Propagation()
    {
        await Home.RunGroupAsync(async _ =>
                Assert.That(await Home.ScheduleCall(() => PendingGroup.Current, new CallOptions { Track = false }), Is.Null)
            )
            .WaitAsync(Limit);
    }

    [TestCase(PendingGroupMode.IgnoreCancellation, false, null)]
    [TestCase(PendingGroupMode.CancelAndThrow, true, typeof(PendingCancelledException))]
    [TestCase(PendingGroupMode.CancelQuietly, true, null)]
    [TestCase(PendingGroupMode.ThrowAtEnd, false, typeof(PendingCancelledException))]
    public async Task Mode(PendingGroupMode mode, bool cancelled, Type? throws)
    {
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(
                async pg =>
                {
                    var pen = StartEndless();
                    pen.Cancel("stop now");
                    await pen.WhenDone(Limit);
                    Assert.That(pg.IsCancelled, Is.EqualTo(cancelled));
                    if (!cancelled)
                    {
                        Assert.That(await pg.Caller.CallSoon(() => 1 + 1), Is.EqualTo(2));
                    }
                },
                new PendingGroupOptions { Mode = mode }
            )
        );
        Assert.That(outcome?.GetType(), Is.EqualTo(throws));
    }

    [Test]
    public async Task Repr()
    {
        await Home.RunGroupAsync(pg =>
            {
                StartGated();
                Assert.That(pg.ToString(), Is.EqualTo("PendingGroup 1 pending, mode IgnoreCancellation on 'home'"));
                Gate.SetResult();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
    }

    private sealed class Manager : PendingManager;
}
