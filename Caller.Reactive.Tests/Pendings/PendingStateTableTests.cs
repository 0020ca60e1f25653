using CallerReactive.Tests.Repo;

namespace CallerReactive.Tests.Pendings;

/// <summary>Walks the table at the head of Pending.cs, as it stands there.</summary>
public sealed class PendingStateTableTests
{
    private static readonly PendingState[] Ended = [PendingState.Succeeded, PendingState.Faulted, PendingState.Cancelled];

    private static IEnumerable<string[]> Rows() =>
        Repository
            .Read("Caller.Reactive/Pendings/Pending.cs")
            .Split('\n')
            .SkipWhile(line => !line.Contains("----+----", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.Contains('|', StringComparison.Ordinal))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray());

    [Test]
    public void TheTable_HasARowForEveryState() => Assert.That(Rows().Select(row => row[0]), Is.EqualTo(Enum.GetNames<PendingState>()));

    [TestCaseSource(nameof(Rows))]
    public void ARow_IsWhatOneSees(string state, string status, string isDone, string isCancelled, string cancel, string end)
    {
        var pending = new ProbePending(Enum.Parse<PendingState>(state));

        Assert.Multiple(() =>
        {
            Assert.That(pending.Status.ToString(), Is.EqualTo(status));
            Assert.That(pending.IsDone, Is.EqualTo(isDone == "yes"));
            Assert.That(pending.IsCancelled, Is.EqualTo(isCancelled == "yes"));
            Assert.That(end, Is.Not.Empty);
        });
    }

    [TestCaseSource(nameof(Rows))]
    public void ARow_IsWhatCancelDoes(string state, string status, string isDone, string isCancelled, string cancel, string end)
    {
        var pending = new ProbePending(Enum.Parse<PendingState>(state));
        var cell = cancel.Split(',');

        var answer = pending.Cancel("reason");

        Assert.Multiple(() =>
        {
            Assert.That(answer, Is.EqualTo(cell[1].TrimStart().StartsWith("true", StringComparison.Ordinal)));
            Assert.That(pending.State.ToString(), Is.EqualTo(cell[0]));
            Assert.That(pending.Asked, Is.EqualTo(cell[0] == nameof(PendingState.Cancelling) ? 1 : 0));
        });
    }

    [Test]
    public void AValue_EndsWhatRuns() => EveryEnd(pending => pending.SettleValue(1), PendingState.Succeeded, SettleTransition.CancelWon);

    [Test]
    public void AnException_EndsWhatRuns() =>
        EveryEnd(
            pending =>
            {
                var transition = pending.SettleFault(new FormatException());
                pending.ObserveFault(); // so that nobody reports it
                return transition;
            },
            PendingState.Faulted,
            SettleTransition.CancelWon
        );

    [Test]
    public void AnOperationCanceledException_EndsWhatRuns() =>
        EveryEnd(pending => pending.SettleFault(new OperationCanceledException()), PendingState.Cancelled, SettleTransition.Settled);

    private static void EveryEnd(Func<ProbePending, SettleTransition> end, PendingState whenRunning, SettleTransition whenCancelling)
    {
        foreach (var from in Enum.GetValues<PendingState>())
        {
            var pending = new ProbePending(from);
            if (from == PendingState.Faulted)
                continue; // needs a fault to look at; see AfterAFault_NothingMoves
            var transition = end(pending);
            var expected = from switch
            {
                PendingState.Running => (SettleTransition.Settled, whenRunning),
                PendingState.Cancelling => (whenCancelling, PendingState.Cancelled),
                _ => (SettleTransition.AlreadyEnded, from),
            };
            Assert.That((transition, pending.State), Is.EqualTo(expected), from.ToString());
        }
    }

    [Test]
    public void AfterAFault_NothingMoves()
    {
        var pending = new ProbePending(PendingState.Running);
        var error = new FormatException();
        pending.SettleFault(error);
        Assert.That(pending.SettleFault(new InvalidOperationException()), Is.EqualTo(SettleTransition.AlreadyEnded));
        Assert.That(pending.SettleValue(1), Is.EqualTo(SettleTransition.AlreadyEnded));
        Assert.That(pending.Exception, Is.SameAs(error));
    }

    [Test]
    public void TheStart_SucceedsFromQueuedOnly([Values] bool cancelledBefore)
    {
        var pending = new ProbePending(PendingState.Queued);
        if (cancelledBefore)
            pending.Cancel();

        Assert.That(pending.TryStart(), Is.EqualTo(cancelledBefore ? StartTransition.AlreadyEnded : StartTransition.Started));
        Assert.That(pending.TryStart(), Is.EqualTo(StartTransition.AlreadyEnded), "Once");
    }

    [Test]
    public void AForcedCancel_EndsWhatHasNotEnded()
    {
        foreach (var state in Enum.GetValues<PendingState>())
        {
            var pending = new ProbePending(state);
            var forced = state is PendingState.Queued or PendingState.Running or PendingState.Cancelling;
            Assert.That(pending.ForceCancelled("end"), Is.EqualTo(forced), state.ToString());
            Assert.That(pending.State, Is.EqualTo(forced ? PendingState.Cancelled : state));
        }
    }

    [Test]
    public void TheNote_ASourceWithoutACanceller_IsCancelledAtOnce()
    {
        var source = new PendingSource<int>();
        Assert.That(source.Pending.Cancel(), Is.True);
        Assert.That(source.Pending.IsDone, Is.True);
    }

    [Test]
    public void TheNote_OfAProtectedPendingNothingMoves()
    {
        var source = new PendingSource<int>();
        var view = source.Pending.Protect();
        Assert.That((view.Cancel(), view.Status, source.Pending.IsCancelled), Is.EqualTo((false, PendingStatus.Running, false)));

        source.Pending.Cancel();
        Assert.That((view.Cancel(), view.Status), Is.EqualTo((true, PendingStatus.Cancelled)));
    }

    [Test]
    public void IsDone_IsTheStatesThatComeLast() =>
        Assert.That(Enum.GetValues<PendingState>().Where(state => new ProbePending(state).IsDone), Is.EqualTo(Ended));
}
