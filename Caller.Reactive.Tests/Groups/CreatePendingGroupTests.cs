namespace CallerReactive.Tests.Groups;

/// <summary>The form for <c>await using</c>, and its bad input.</summary>
public sealed class CreatePendingGroupTests : GroupFixture
{
    [Test]
    public async Task Completed_WaitsForAll()
    {
        Pending member;
        await using (var group = Home.CreatePendingGroup())
        {
            member = StartGated();
            Assert.That(PendingGroup.Current, Is.SameAs(group));
            Gate.SetResult();
            group.Complete();
        }

        Assert.That(member.Status, Is.EqualTo(PendingStatus.Succeeded));
        Assert.That(PendingGroup.Current, Is.Null);
    }

    [TestCaseSource(nameof(Modes))]
    public async Task NotCompleted_CancelsQuietly(PendingGroupMode mode)
    {
        Pending member;
        await using (Home.CreatePendingGroup(new PendingGroupOptions { Mode = mode }))
        {
            member = StartEndless();
        }

        Assert.That(member.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task Completed_ThrowsWhatTheModeSays()
    {
        var group = Home.CreatePendingGroup(new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow });
        StartEndless().Cancel("stop");
        group.Complete();
        Assert.That(await OutcomeOf(group.DisposeAsync().AsTask()), Is.TypeOf<PendingCancelledException>());
        Assert.That(await OutcomeOf(group.DisposeAsync().AsTask()), Is.Null, "Once");
    }

    [Test]
    public async Task CancelledBeforeAnythingWasStarted_IsFine()
    {
        await using var group = Home.CreatePendingGroup();
        group.Cancel("early");
        Assert.That(StartEndless().Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(group.ToString(), Does.Contain("cancelled (early)").And.Contains("IgnoreCancellation").And.Contains("home"));
    }

    [Test]
    public async Task LeftInTheWrongOrder_RestoresWhatIsStillOpen()
    {
        var outer = Home.CreatePendingGroup();
        var inner = Home.CreatePendingGroup();
        outer.Complete();
        await outer.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(PendingGroup.Current, Is.SameAs(inner));
        inner.Complete();
        await inner.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(PendingGroup.Current, Is.Null);
    }

    [Test]
    public async Task LeftByAMember_IsRefused()
    {
        var group = Home.CreatePendingGroup();
        var member = Home.CallSoon(async () => await group.DisposeAsync());
        await member.WhenDone(Limit);
        Assert.That(member.Status, Is.EqualTo(PendingStatus.Faulted));
        Assert.That(member.Exception, Is.TypeOf<InvalidOperationException>());
        Assert.That(group.Complete, Throws.Nothing, "It has not been left");
        Assert.That(await OutcomeOf(group.DisposeAsync().AsTask()), Is.TypeOf<AggregateException>());
    }

    [Test]
    public async Task TheGroupOfRunGroupAsync_IsNotDisposedByOthers()
    {
        await Home.RunGroupAsync(group =>
            {
                Assert.That(() => group.DisposeAsync(), Throws.InvalidOperationException);
                Assert.That((group.IsCancelled, PendingGroup.Current), Is.EqualTo((false, group)), "It has not been left");
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
    }

    [Test]
    public async Task Complete_AfterTheEnd_IsRefused()
    {
        var group = Home.CreatePendingGroup();
        await group.DisposeAsync();
        Assert.That(group.Complete, Throws.InvalidOperationException);
    }

    [Test]
    public void BadOptions_AreNamed()
    {
        static PendingGroupOptions Options(int mode = 0, int? timeout = null, int limit = 1) =>
            new()
            {
                Mode = (PendingGroupMode)mode,
                Timeout = timeout is { } ticks ? new TimeSpan(ticks) : null,
                CancellationTimeout = new TimeSpan(limit),
            };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Home.CreatePendingGroup(Options(mode: 4)), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Home.CreatePendingGroup(Options(timeout: -1)), Refuses("options.Timeout"));
            Assert.That(() => Home.CreatePendingGroup(Options(limit: -1)), Refuses("options.CancellationTimeout"));
            foreach (var options in new[] { Options(mode: 4), Options(timeout: -1), Options(limit: -1) })
                Assert.That(
                    () => Home.RunGroupAsync(static _ => Task.CompletedTask, options),
                    Throws.InstanceOf<ArgumentOutOfRangeException>()
                );
            Assert.That(() => Home.RunGroupAsync(null!), Throws.ArgumentNullException);
            Assert.That(() => Home.RunGroupAsync<int>(null!), Throws.ArgumentNullException);
            Assert.That(PendingGroup.Current, Is.Null);
        }
    }

    [Test]
    public async Task ABodyWithoutATask_Fails()
    {
        var member = default(Pending);
        var outcome = await OutcomeOf(
            Home.RunGroupAsync(_ =>
            {
                member = StartEndless();
                return null!;
            })
        );
        Assert.That(outcome, Is.TypeOf<InvalidOperationException>());
        Assert.That(member!.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task AddByHand_Null_Twice_AndEnded()
    {
        var group = Home.CreatePendingGroup();
        var source = new PendingSource<int>();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => group.Add(null!), Throws.ArgumentNullException);
            Assert.That(group.Add(source.Pending), Is.True);
            Assert.That(group.Add(source.Pending), Is.False, "Once");
            Assert.That(group.Pending, Has.Count.EqualTo(1));
            Assert.That(group.Add(Pending<int>.FromResult(1)), Is.False, "It has ended");
        }

        group.Add(Pending<int>.FromException(new InvalidDataException()));
        Assert.That(source.Pending.Status, Is.EqualTo(PendingStatus.Cancelled), "A failure counts also when it came before");
        group.Complete();
        Assert.That(await OutcomeOf(group.DisposeAsync().AsTask()), Is.TypeOf<AggregateException>());
    }

    [Test]
    public async Task AddByHand_TheCallThatMadeIt_IsTakenAndRefusedOnLeaving()
    {
        var (made, left) = (new TaskCompletionSource<PendingGroup>(), new TaskCompletionSource());
        var call = Home.CallSoon(async () =>
        {
            var group = Home.CreatePendingGroup();
            group.Complete();
            Assert.That(group.Add(Pending.Current!), Is.True, "Another may leave it, who does not wait for itself");
            Assert.That(async () => await group.DisposeAsync(), Throws.InvalidOperationException);
            made.SetResult(group);
            await left.Task;
        });
        var end = (await made.Task.WaitAsync(Limit)).DisposeAsync().AsTask();
        Assert.That(end.IsCompleted, Is.False);
        left.SetResult();
        await end.WaitAsync(Limit);
        await call.InTime();
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refuses(string name) =>
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property(nameof(ArgumentException.ParamName)).EqualTo(name);
}
