using System.Reactive;

namespace CallerReactive.Tests.Groups;

/// <summary>The table at the head of PendingGroup.cs, cell by cell.</summary>
public sealed class PendingGroupMatrixTests : GroupFixture
{
    private PendingGroup _group = null!;
    private Pending<Unit> _victim = null!;
    private Pending<Unit> _other = null!;

    [TestCase(PendingGroupMode.IgnoreCancellation, false, false)]
    [TestCase(PendingGroupMode.CancelAndThrow, true, true)]
    [TestCase(PendingGroupMode.CancelQuietly, true, false)]
    [TestCase(PendingGroupMode.ThrowAtEnd, false, true)]
    public async Task MemberCancelled(PendingGroupMode mode, bool cancelsAll, bool throws)
    {
        var outcome = await Run(
            mode,
            async () =>
            {
                _victim.Cancel("no more");
                await _victim.WhenDone(Limit);
            }
        );
        AssertLeft(cancelsAll, throws ? typeof(PendingCancelledException) : null, outcome);
        if (throws)
        {
            Assert.That(outcome!.Message, Does.StartWith("A member was cancelled").And.Contains("no more"));
        }
    }

    [TestCase(PendingGroupMode.IgnoreCancellation, false)]
    [TestCase(PendingGroupMode.CancelAndThrow, true)]
    [TestCase(PendingGroupMode.CancelQuietly, false)]
    [TestCase(PendingGroupMode.ThrowAtEnd, true)]
    public async Task GroupCancelled(PendingGroupMode mode, bool throws)
    {
        var outcome = await Run(
            mode,
            () =>
            {
                _group.Cancel("one");
                _group.Cancel("two");
                return Task.CompletedTask;
            }
        );
        AssertLeft(true, throws ? typeof(PendingCancelledException) : null, outcome);
        if (throws)
        {
            Assert.That(outcome!.Message, Is.EqualTo("one\ntwo"), "Reasons in order, and no empty first line (D13)");
        }
    }

    [TestCase(PendingGroupMode.IgnoreCancellation, false)]
    [TestCase(PendingGroupMode.CancelAndThrow, true)]
    [TestCase(PendingGroupMode.CancelQuietly, false)]
    [TestCase(PendingGroupMode.ThrowAtEnd, true)]
    public async Task Timeout_CancelsTheMembers(PendingGroupMode mode, bool throws)
    {
        var outcome = await Run(
            mode,
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(5));
                return Task.Delay(System.Threading.Timeout.Infinite, _group.CancellationToken);
            },
            new PendingGroupOptions { Timeout = TimeSpan.FromSeconds(5) }
        );
        AssertLeft(true, throws ? typeof(PendingCancelledException) : null, outcome);
    }

    [TestCaseSource(nameof(Modes))]
    public async Task MemberFails(PendingGroupMode mode)
    {
        var error = new InvalidDataException("bad");
        var outcome = await Run(
            mode,
            () =>
            {
                Home.CallSoon(() => throw error);
                return Task.Delay(System.Threading.Timeout.Infinite, _group.CancellationToken);
            }
        );
        AssertLeft(true, typeof(AggregateException), outcome);
        Assert.That(((AggregateException)outcome!).InnerExceptions, Is.EqualTo(new[] { error }));
    }

    [TestCaseSource(nameof(Modes))]
    public async Task BodyFails(PendingGroupMode mode)
    {
        var error = new InvalidDataException("bad");
        var outcome = await Run(mode, () => throw error);
        AssertLeft(true, typeof(InvalidDataException), outcome);
        Assert.That(outcome, Is.SameAs(error));
    }

    [TestCaseSource(nameof(Modes))]
    public async Task OutsideCancellation(PendingGroupMode mode)
    {
        using var outside = new CancellationTokenSource();
        var outcome = await Run(
            mode,
            () =>
            {
                outside.Cancel();
                return Task.CompletedTask;
            },
            token: outside.Token
        );
        AssertLeft(true, typeof(PendingCancelledException), outcome);
        Assert.That(((OperationCanceledException)outcome!).CancellationToken, Is.EqualTo(outside.Token));
    }

    [TestCaseSource(nameof(Modes))]
    public async Task OutsideCancellation_Shielded_DoesNothing(PendingGroupMode mode)
    {
        using var outside = new CancellationTokenSource();
        var outcome = await Run(
            mode,
            () =>
            {
                outside.Cancel();
                return Task.CompletedTask;
            },
            new PendingGroupOptions { Shield = true },
            outside.Token
        );
        Assert.That(outcome, Is.Null);
        Assert.That(_group.IsCancelled, Is.False);
        Assert.That((_victim.Status, _other.Status), Is.EqualTo((PendingStatus.Succeeded, PendingStatus.Succeeded)));
    }

    private Task<Exception?> Run(
        PendingGroupMode mode,
        Func<Task> deed,
        PendingGroupOptions? options = null,
        CancellationToken token = default
    ) =>
        OutcomeOf(
            Home.RunGroupAsync(
                async group =>
                {
                    _group = group;
                    (_victim, _other) = (StartGated(), StartGated());
                    await deed();
                    Gate.SetResult(); // not if the deed throws: then the group alone can end the members
                },
                (options ?? new PendingGroupOptions()) with
                {
                    Mode = mode,
                },
                token
            )
        );

    private void AssertLeft(bool cancelsAll, Type? throws, Exception? outcome)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(outcome?.GetType(), Is.EqualTo(throws));
            Assert.That(_group.IsCancelled, Is.EqualTo(cancelsAll));
            Assert.That(_other.Status, Is.EqualTo(cancelsAll ? PendingStatus.Cancelled : PendingStatus.Succeeded));
            Assert.That(_group.Pending, Is.Empty);
        }
    }
}
