using System.Reactive.Concurrency;

namespace CallerReactive.Aot;

/// <summary>Starting, stopping, families, leases, services, errors of nobody.</summary>
internal static class Lifecycle
{
    internal static async Task Run(Checks checks)
    {
        checks.That(
            Caller.Run(async caller =>
            {
                await Task.Yield();
                return caller == Caller.MainThread;
            })
        );
        await Family(checks);
        await Services(checks);
        await Errors(checks);
    }

    private static async Task Family(Checks checks)
    {
        var parent = Caller.StartNew("parent");
        var child = parent.Get("child");
        checks.That(parent.Get("child") == child);
        await child.Started;
        checks.That(parent.Children.Contains(child) && Caller.Find(child.Id) == child);
        var waiting = child.CallLater(TimeSpan.FromHours(1), () => { });
        parent.Stop();
        await parent.Stopped;
        checks.That(child.State == CallerState.Stopped && waiting.IsCancelled && parent.StoppingToken.IsCancellationRequested);
        checks.That(parent.CallSoon(() => 1).Status == PendingStatus.Cancelled);
        await checks.Throws<ObjectDisposedException>(() => Task.FromResult(parent.Schedule(() => { })));
    }

    private static async Task Services(Checks checks)
    {
        var caller = Caller.StartNew(new CallerOptions { Name = "services", IsProtected = true });
        caller.Stop();
        checks.That(caller.State < CallerState.Stopping);
        var service = caller
            .CreateStartStopTask(async signals =>
            {
                signals.Started();
                await signals.Stopping;
                return "cleaned up";
            })
            .Start();
        await service.Started;
        checks.That(await service.Stop() == "cleaned up");
        await using (await caller.EnterAsync())
        {
            checks.That(caller.IsRunning);
        }

        await caller.DisposeAsync();
        checks.That(caller.State == CallerState.Stopped);
    }

    private static async Task Errors(Checks checks)
    {
        await using var caller = Caller.StartNew("errors");
        var origins = new List<CallerExceptionOrigin>();
        caller.UnhandledException += (_, e) =>
        {
            origins.Add(e.Origin);
            e.Handled = true;
        };
        caller.CallDirect(() => throw new FormatException());
        caller.Schedule(() => throw new FormatException());
        caller.SynchronizationContext.Post(_ => throw new FormatException(), null);
        await caller.CallSoon(() => { });
        checks.That(
            origins.SequenceEqual([
                CallerExceptionOrigin.DirectCall,
                CallerExceptionOrigin.ScheduledAction,
                CallerExceptionOrigin.PostedCallback,
            ])
        );
    }
}
