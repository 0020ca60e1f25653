namespace CallerReactive.Tests.Explore.PendingProperties;

/// <summary>Complete, fail, cancel, subscribe, unsubscribe and wait at once.</summary>
public sealed class PendingProperties
{
    [Test]
    public void Pending_HasOneOutcome_AndTellsEachObserverOnce_InOrder() =>
        Exploration.Explore(static () =>
        {
            var source = new PendingSource<int>();
            var pending = source.Pending;
            List<int> order = [];
            var first = new Witness<int>(1, order);
            var second = new Witness<int>(2, order);
            var leaving = new Witness<int>();
            var late = new Witness<int>();
            var view = pending.Protect();
            pending.Subscribe(first);
            var subscription = pending.Subscribe(leaving);
            pending.OnDone(second.OnDone);
            bool succeeded = false,
                failed = false,
                cancelled = false;
            Threads.Run(
                () => succeeded = source.TrySetResult(1),
                () => failed = source.TrySetException(new FormatException()),
                () => cancelled = pending.Cancel("no"),
                () =>
                {
                    pending.Subscribe(late);
                    subscription.Dispose();
                }
            );
            var outcome = (succeeded, failed, cancelled) switch
            {
                (true, false, false) => "next completed",
                (false, true, false) => "error",
                (false, false, true) => "cancelled",
                _ => $"a value: {succeeded}, an error: {failed}, cancelled: {cancelled}",
            };
            Claim.That(pending.IsDone && pending.IsCancelled == cancelled, $"One outcome, not {outcome}; it is {pending}.");
            Claim.That(first.Told == outcome && late.Told == outcome, $"Told '{first.Told}' and '{late.Told}' of {outcome}.");
            Claim.That(second.Told == pending.Status.ToString(), $"The callback heard '{second.Told}' of {pending}.");
            Claim.That(
                leaving.Told.Length == 0 || outcome.StartsWith(leaving.Told, StringComparison.Ordinal),
                $"Who leaves was told '{leaving.Told}' of {outcome}."
            );
            Claim.That(order.SequenceEqual([1, 2]), "In the order in which they came.");
            Claim.That(view.Status == pending.Status, $"The view is {view}.");
        });

    [Test]
    public void Pending_WithAFunction_EndsOnce_AndCancelledBeatsItsResult() =>
        Exploration.Explore(static () =>
        {
            var pending = new FunctionPending();
            var witness = new Witness<int>();
            pending.Subscribe(witness);
            var began = false;
            var token = CancellationToken.None;
            bool cancelled = false,
                forced = false;
            Threads.Run(
                () =>
                {
                    began = pending.TryStart() == StartTransition.Started;
                    if (began)
                    {
                        token = pending.Details.Token;
                        pending.SettleValue(1);
                    }
                },
                () => cancelled = pending.Cancel("one"),
                () => cancelled |= pending.Cancel("two"),
                () =>
                {
                    if (pending.Status != PendingStatus.Queued)
                        forced = pending.ForceCancelled("abandoned");
                }
            );
            Claim.That(pending.IsDone, $"It has ended: {pending}.");
            Claim.That(
                pending.Status == (cancelled || forced ? PendingStatus.Cancelled : PendingStatus.Succeeded),
                $"Cancelled {cancelled}, forced {forced}, but {pending}."
            );
            Claim.That(began || cancelled, "What never began was cancelled.");
            Claim.That(witness.Told == (pending.IsCancelled ? "cancelled" : "next completed"), $"Told '{witness.Told}' of {pending}.");
            Claim.That(pending.CancelReasons.Distinct().Count() == pending.CancelReasons.Count, "Each reason is kept once.");
            Claim.That(pending.IsCancelled || pending.CancelReasons.Count == 0, "No reason without a cancellation.");
        });

    [Test]
    public void Pending_CancelledWhileItRuns_FiresTheTokenOfTheFunction() =>
        Exploration.Explore(static () =>
        {
            var pending = new FunctionPending();
            var asked = new Gate();
            pending.TryStart();
            Threads.Run(
                () =>
                {
                    using var registration = pending.Details.Token.Register(asked.Pass);
                    asked.WaitFor(1); // a token that does not fire is a deadlock
                    pending.SettleCancelled(new OperationCanceledException());
                },
                () => pending.Cancel()
            );
            Claim.That(pending.Status == PendingStatus.Cancelled, $"{pending}");
        });

    [Test]
    public void Pending_LetsEveryWaiterGo() =>
        Exploration.Explore(static () =>
        {
            var source = new PendingSource<int>();
            using var cancellation = new CancellationTokenSource();
            Task<int>? task = null;
            Threads.Run(
                () => Claim.That(source.Pending.Wait() == 1, "Wait returns the value."),
                () => task = source.Pending.AsTask(),
                () => Claim.That(ReferenceEquals(source.Pending.AsTask(), source.Pending.AsTask()), "One task."),
                () => source.Pending.OnDone(static _ => { }).Dispose(),
                () => source.TrySetResult(1)
            );
            Claim.That(task!.IsCompleted && task.Result == 1, "The task has ended when the pending has told its observers.");
        });
}
