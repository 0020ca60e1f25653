namespace CallerReactive.Tests.Explore.HostProperties;

/// <summary>A guest of somebody else's loop: it loses no turn, and ends well when its host does not.</summary>
public sealed class GuestProperties
{
    [Test]
    public void Guest_AlwaysHasATurn_ThatFindsWhatWasQueued() =>
        Exploration.Explore(static () =>
        {
            var host = new MortalHost();
            var clock = new ControlledClock();
            var caller = Caller.Attach(host, new CallerOptions { Name = "guest", TimeProvider = clock });
            var ran = new Gate();
            Threads.Run(
                host.Run,
                () =>
                {
                    caller.CallDirect(ran.Pass);
                    caller.CallDirect(ran.Pass);
                },
                () => caller.CallDirect(() => caller.CallDirect(ran.Pass)),
                () =>
                {
                    caller.CallLater(TimeSpan.FromSeconds(1), ran.Pass);
                    clock.Advance(TimeSpan.FromSeconds(1));
                },
                () =>
                {
                    ran.WaitFor(4); // a turn that nobody takes is a deadlock
                    caller.Stop();
                    caller.Stopped.Wait();
                    host.Die();
                }
            );
        });

    [Test]
    public void Guest_OfAHostThatDies_EndsEveryCall() =>
        Exploration.Explore(static () =>
        {
            var host = new MortalHost();
            var caller = Caller.Attach(host, new CallerOptions { Name = "guest", TimeProvider = new ControlledClock() });
            var calls = new Pending[4];
            Threads.Run(
                host.Run,
                host.Die,
                () =>
                {
                    calls[0] = caller.CallSoon(static () => { });
                    calls[1] = caller.CallLater(TimeSpan.FromHours(1), static () => { });
                },
                () => calls[2] = caller.CallSoon(Never.End)
            );
            calls[3] = caller.CallSoon(static () => { }); // whoever posts to a dead host learns it
            caller.Stopped.Wait();
            Claim.That(calls.All(static call => call.IsDone), string.Join("; ", (object[])calls));
        });
}
