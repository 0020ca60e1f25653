using Nito.AsyncEx;

namespace CallerReactive.Tests.Hosts;

/// <summary>A context that somebody else wrote.</summary>
public sealed class AsyncContextTests
{
    [Test]
    public void AGuest_LivesInIt_AndKeepsItAlive()
    {
        List<string> log = [];
        AsyncContext.Run(() =>
        {
            var caller = Caller.ForCurrentThread(new CallerOptions { Name = "guest" });
            _ = caller.CallSoon(async () =>
            {
                log.Add($"{Caller.Current.Name} {caller.CheckAccess()} {Thread.CurrentThread == caller.Thread}");
                await Task.Delay(TimeSpan.FromMilliseconds(5), caller.TimeProvider);
                log.Add($"{Caller.Current.Name} {caller.CheckAccess()} {Thread.CurrentThread == caller.Thread}");
                caller.Stop();
            });
        });

        Assert.That(log, Is.EqualTo(["guest True True", "guest True True"]), "the loop went on for as long as its guest lived");
    }

    [Test]
    public void ItsOwnCode_ComesHomeToIt_BetweenItemsOfTheGuest()
    {
        var seen = AsyncContext.Run(async () =>
        {
            var home = SynchronizationContext.Current;
            await using var caller = Caller.ForCurrentThread();
            var value = await caller.CallSoon(static () => 42);
            return (value, IsHome: SynchronizationContext.Current == home, Current: Caller.Current == caller);
        });

        Assert.That(seen, Is.EqualTo((42, true, true)));
    }

    [Test]
    public void AttachingAfterItsEnd_EndsTheCaller()
    {
        SynchronizationContext? dead = null;
        AsyncContext.Run(() => dead = SynchronizationContext.Current);

        var caller = Caller.Attach(CallerHost.From(dead!), new CallerOptions { StopTimeout = TimeSpan.FromMilliseconds(50) });
        var call = caller.CallSoon(static () => 1);
        caller.Stop();

        Assert.That(caller.Stopped.WhenDone().Wait(TimeSpan.FromSeconds(20)));
        Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
    }
}
