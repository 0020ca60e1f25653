namespace CallerReactive.Tests.Explore.LoopProperties;

/// <summary>The handle of scheduled work, disposed while its action runs.</summary>
public sealed class HandleProperties
{
    [Test]
    public void Handle_DisposedAtAnyMoment_DisposesWhatTheActionReturned_Once() =>
        Exploration.Explore(static () =>
        {
            var loop = new BareOwner(new ControlledClock()).Loop;
            var inner = new CountingDisposable();
            var ran = false;
            var item = new ScheduledItem<string>("state", Act);
            Threads.Run(() => item.Run(loop), item.Dispose, item.Dispose);
            Claim.That(inner.Count == (ran ? 1 : 0), $"The action ran: {ran}; what it returned was disposed {inner.Count} times.");

            IDisposable Act(System.Reactive.Concurrency.IScheduler scheduler, string state)
            {
                Claim.That(state == "state", "An action that runs has its state.");
                ran = true;
                return inner;
            }
        });

    private sealed class CountingDisposable : IDisposable
    {
        private int _count;

        internal int Count => _count;

        public void Dispose() => Interlocked.Increment(ref _count);
    }
}
