using System.Reactive.Concurrency;

namespace CallerReactive.Aot;

/// <summary>An hour of work on a clock that jumps.</summary>
internal static class VirtualTime
{
    internal static void Run(Checks checks)
    {
        var clock = new HistoricalScheduler(new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero));
        var caller = Caller.Create(new CallerOptions { Name = "virtual", Host = CallerHost.From(clock) });
        var work = caller.CallSoon(async () =>
        {
            for (var minute = 0; minute < 60; minute++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), Caller.Current.TimeProvider);
            }

            return await caller.ToThread(() => Caller.Current.Now);
        });
        checks.That(caller.RunUntil(work) == new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero));
        try
        {
            caller.RunUntil(new PendingSource<int>(new CallOptions { Name = "never" }).Pending);
            checks.That(false);
        }
        catch (VirtualDeadlockException)
        {
            checks.That(true);
        }

        caller.Stop();
    }
}
