namespace CallerReactive.Tests.Groups;

/// <summary>What a group says of why it was cancelled: to its members, in the exception that it is left with, and in its text.</summary>
public sealed class PendingGroupReasonTests : GroupFixture
{
    [Test]
    public async Task TheBodyFails_TheMembersAreToldWithWhat()
    {
        Pending? member = null;
        await OutcomeOf(
            Home.RunGroupAsync(_ =>
            {
                member = StartEndless();
                throw new InvalidDataException("bad page");
            })
        );
        Assert.That(member!.CancelReasons, Is.EqualTo(new[] { "The body of the group failed: bad page" }));
    }

    [Test]
    public async Task LeftWithoutComplete_TheMembersAreToldSo()
    {
        var group = Home.CreatePendingGroup();
        var member = StartEndless();
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(member.CancelReasons, Is.EqualTo(new[] { "The group was left without Complete()." }));
    }

    [Test]
    public async Task CancelledWithoutAReason_ItSaysThatItWasCancelled()
    {
        var outcome = await Left(static group => group.Cancel());
        Assert.That(outcome, Has.Message.EqualTo("The group was cancelled."));
    }

    [Test]
    public async Task WhatJoinsLater_IsToldThatTheGroupIsCancelled()
    {
        await using var group = Home.CreatePendingGroup();
        group.Cancel("early");
        Assert.That(StartEndless().CancelReasons, Is.EqualTo(new[] { "It was started in a group that is cancelled." }));
    }

    [Test]
    public async Task AMemberFails_TheOthersAreToldWhichOneAndWithWhat()
    {
        await using var group = Home.CreatePendingGroup();
        var other = StartEndless();
        var failing = Home.ScheduleCall(() => throw new InvalidDataException("bad page"), new CallOptions { Name = "read" });
        await other.WhenDone(Limit);
        Assert.That(other.CancelReasons, Is.EqualTo(new[] { "A member failed: the pending 'read' (bad page)" }));
        Assert.That(failing.Status, Is.EqualTo(PendingStatus.Faulted));
    }

    [TestCase(PendingGroupMode.CancelAndThrow)]
    [TestCase(PendingGroupMode.ThrowAtEnd)]
    public async Task AMemberIsCancelled_TheExceptionSaysWhichOneAndWhy(PendingGroupMode mode)
    {
        var outcome = await Left(
            static _ =>
            {
                var member = new PendingSource<int>(new CallOptions { Name = "page" });
                member.SetCanceller(static _ => { });
                member.Pending.Cancel("first");
                member.Pending.Cancel("second");
                member.TrySetCancelled();
            },
            new PendingGroupOptions { Mode = mode }
        );
        Assert.That(outcome, Has.Message.EqualTo("A member was cancelled: the pending 'page' (first; second)"));
    }

    [Test]
    public async Task AMemberIsCancelledWithoutAReason_TheExceptionOnlyNamesIt()
    {
        var outcome = await Left(static _ => new PendingSource<int>(new CallOptions { Name = "page" }).TrySetCancelled());
        Assert.That(outcome, Has.Message.EqualTo("A member was cancelled: the pending 'page'"));
    }

    [Test]
    public async Task ItsTimePasses_TheExceptionSaysHowLongThatWas()
    {
        var outcome = await Left(
            _ =>
            {
                StartEndless();
                Time.Advance(TimeSpan.FromSeconds(5));
            },
            new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow, Timeout = TimeSpan.FromSeconds(5) }
        );
        Assert.That(outcome, Has.Message.EqualTo("The time of the group (00:00:05) has passed."));
    }

    [Test]
    public async Task TwoThingsOutsideAreCancelled_TheExceptionHasBothReasons_AndTheTokenOfTheFirst()
    {
        using var given = new CancellationTokenSource();
        Exception? inside = null;
        await OutcomeOf(
            Home.RunGroupAsync(async outer =>
            {
                inside = await OutcomeOf(
                    Home.RunGroupAsync(
                        _ =>
                        {
                            given.Cancel();
                            outer.Cancel();
                            return Task.CompletedTask;
                        },
                        cancellationToken: given.Token
                    )
                );
            })
        );
        Assert.That(
            inside,
            Has.Message.EqualTo("The cancellation token given to the group was cancelled.\nThe group around this one was cancelled.")
        );
        Assert.That(((PendingCancelledException)inside!).CancellationToken, Is.EqualTo(given.Token));
    }

    [Test]
    public async Task TheCallAroundItIsCancelled_TheMembersAreToldSo()
    {
        var started = new TaskCompletionSource<Pending>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = Home.CallSoon(() =>
            Home.RunGroupAsync(group =>
            {
                // Outside of the call's own token, so that only the group can tell it.
                var source = new PendingSource<int>();
                group.Add(source.Pending);
                started.SetResult(source.Pending);
                return source.Pending.AsTask();
            })
        );
        var member = await started.Task.WaitAsync(Limit);
        call.Cancel("by the test");
        await call.WhenDone(Limit);
        Assert.That(member.CancelReasons, Is.EqualTo(new[] { "The call in which the group runs was cancelled." }));
    }

    [Test]
    public async Task Text_TellsItsMembersItsReasonsAndItsEnd()
    {
        var group = Home.CreatePendingGroup();
        var member = StartGated();
        Assert.That($"{group}", Is.EqualTo("PendingGroup 1 pending, mode IgnoreCancellation on 'home'"));
        Gate.SetResult();
        await member.WhenDone(Limit);
        group.Cancel("one");
        group.Cancel("two");
        await group.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(
            $"{group}",
            Is.EqualTo(
                "PendingGroup 0 pending, cancelled (one; two; The group was left without Complete().), ended, mode IgnoreCancellation on 'home'"
            )
        );
    }

    private Task<Exception?> Left(Action<PendingGroup> body, PendingGroupOptions? options = null) =>
        OutcomeOf(
            Home.RunGroupAsync(
                group =>
                {
                    body(group);
                    return Task.CompletedTask;
                },
                options ?? new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow }
            )
        );
}
