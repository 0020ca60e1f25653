using System.Runtime.CompilerServices;

namespace CallerReactive.Tests.Groups;

public sealed class PendingManagerTests : GroupFixture
{
    [Test]
    public async Task Active_TakesWhatIsStarted_AndLetsItGoHoweverItEnds()
    {
        var manager = new First();
        using var activation = manager.Activate();
        var (good, bad, cancelled) = (StartGated(), Home.CallSoon(() => throw new InvalidDataException()), StartEndless());
        Assert.That(manager.Pending, Does.Contain(good).And.Contain(cancelled));
        cancelled.Cancel();
        Gate.SetResult();
        await Task.WhenAll(new[] { good.WhenDone(Limit), bad.WhenDone(Limit), cancelled.WhenDone(Limit) });
        Assert.That(manager.Pending, Is.Empty);
        Assert.That(bad.Exception, Is.Not.Null);
    }

    [Test]
    public void AnotherOfTheSameClass_ReplacesIt_AndEndingRestores()
    {
        var (outer, inner, other) = (new First(), new First(), new Second());
        var outerActivation = outer.Activate();
        using (other.Activate())
        {
            using (inner.Activate())
            {
                var both = StartGated();
                Assert.That((Has(outer, both), Has(inner, both), Has(other, both)), Is.EqualTo((false, true, true)));
            }

            var one = StartGated();
            Assert.That((Has(outer, one), Has(inner, one), Has(other, one)), Is.EqualTo((true, false, true)));

            outerActivation.Dispose();
            outerActivation.Dispose();
            var two = StartGated();
            Assert.That((Has(outer, two), Has(other, two)), Is.EqualTo((false, true)), "Out of order");
        }

        var none = StartGated();
        Assert.That((Has(outer, none), Has(other, none)), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task ADerivedClass_IsAnotherClass()
    {
        var (first, derived) = (new First(), new Derived());
        using var one = first.Activate();
        using var two = derived.Activate();
        var member = StartGated();
        Assert.That((Has(first, member), Has(derived, member)), Is.EqualTo((true, true)));
        Gate.SetResult();
        await member.WhenDone(Limit);
    }

    [Test]
    public async Task SeveralContexts_ShareOne_AndEndTheirOwnActivationOnly()
    {
        var manager = new First();
        var firstEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Task<Pending> One()
        {
            await Task.Yield();
            Pending started;
            using (manager.Activate())
            {
                started = StartGated();
            }

            firstEnded.SetResult();
            return started;
        }

        async Task<Pending> Other()
        {
            await Task.Yield();
            using var activation = manager.Activate();
            await firstEnded.Task.WaitAsync(Limit);
            return StartGated();
        }

        var members = await Task.WhenAll(new[] { One(), Other() }).WaitAsync(Limit);
        Assert.That(manager.Pending, Is.EquivalentTo(members));
        var outside = StartGated();
        Assert.That(Has(manager, outside), Is.False, "An activation in an async method ends with it");
    }

    [Test]
    public async Task OneContext_MayActivateItTwice()
    {
        var manager = new First();
        var once = manager.Activate();
        var twice = manager.Activate();
        var first = StartGated();
        Assert.That(manager.Pending, Is.EqualTo(new[] { first }), "Once a member, though active twice");
        twice.Dispose();
        var second = StartGated();
        once.Dispose();
        var none = StartGated();
        Assert.That(manager.Pending, Is.EqualTo(new[] { first, second }));
        Gate.SetResult();
        await none.WhenDone(Limit);
    }

    [Test]
    public async Task AnAsyncMethodThatActivates_EndsItByReturning()
    {
        var manager = new First();
        async Task<Pending> Activate()
        {
            manager.Activate();
            await Task.Yield();
            return StartGated();
        }

        var inside = await Activate();
        var outside = StartGated();
        Assert.That((Has(manager, inside), Has(manager, outside)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Untracked_DoesNotLeakIntoWhatItStarts()
    {
        var manager = new First();
        using var activation = manager.Activate();
        Pending? child = null;
        var untracked = Home.ScheduleCall(
            () =>
            {
                child = StartGated();
            },
            new CallOptions { Track = false }
        );
        await untracked.WhenDone(Limit);
        Assert.That(manager.Pending, Is.Empty);
        Assert.That(child!.IsDone, Is.False);
        Assert.That(Has(manager, StartGated()), Is.True, "Still active here");
    }

    [Test]
    public void Remove_TakesOutWhatGoesOn()
    {
        var manager = new First();
        var source = new PendingSource<int>();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(manager.Add(source.Pending), Is.True);
            Assert.That(manager.Add(source.Pending), Is.False);
            Assert.That(manager.Remove(source.Pending), Is.True);
            Assert.That(manager.Remove(source.Pending), Is.False);
            Assert.That((manager.Pending.Count, source.Pending.IsCancelled), Is.EqualTo((0, false)));
            Assert.That(manager.Add(Pending<int>.FromResult(1)), Is.False);
            Assert.That(
                () => manager.Remove(null!),
                Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("pending")
            );
            Assert.That(() => manager.Add(null!), Throws.ArgumentNullException);
        }
    }

    [Test]
    public void Remove_ThePendingLetsGoOfTheManager()
    {
        var source = new PendingSource<int>();

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference AddAndRemove()
        {
            var manager = new First();
            manager.Add(source.Pending);
            manager.Remove(source.Pending);
            return new WeakReference(manager);
        }

        var manager = AddAndRemove();
        GC.Collect();
        Assert.That(manager.IsAlive, Is.False);
        Assert.That(source.TrySetResult(1), Is.True);
    }

    [Test]
    public async Task ActiveInAGroup_WhatItTakesIsCancelledWithTheGroup()
    {
        Pending? member = null;
        await Home.RunGroupAsync(group =>
            {
                using (new First().Activate())
                {
                    member = StartEndless();
                }

                group.Cancel();
                return Task.CompletedTask;
            })
            .WaitAsync(Limit);
        Assert.That(member!.Status, Is.EqualTo(PendingStatus.Cancelled));
    }

    [Test]
    public async Task AnAddThatThrows_IsReported_AndTheCallIsMade()
    {
        var reported = new TaskCompletionSource<CallerExceptionEventArgs>();
        Home.UnhandledException += (_, e) => reported.TrySetResult(e);
        using var activation = new Broken().Activate();
        Assert.That(await Home.CallSoon(() => 3), Is.EqualTo(3));
        Assert.That((await reported.Task.WaitAsync(Limit)).Exception, Is.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task Snapshot_IsInOrderOfJoining()
    {
        var manager = new First();
        using var activation = manager.Activate();
        var members = Enumerable.Range(0, 20).Select(_ => StartEndless()).ToList();
        members[3].Cancel();
        await members[3].WhenDone(Limit);
        members.RemoveAt(3);
        members.Add(StartEndless());
        Assert.That(manager.Pending, Is.EqualTo(members));
    }

    private static bool Has(PendingTracker tracker, Pending member) => tracker.Pending.Contains(member);

    private class First : PendingManager;

    private sealed class Derived : First;

    private sealed class Second : PendingManager;

    private sealed class Broken : PendingManager
    {
        public override bool Add(Pending pending) => throw new InvalidDataException();
    }
}
