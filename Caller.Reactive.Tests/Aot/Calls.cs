using System.Reactive;

namespace CallerReactive.Aot;

/// <summary>Calls of all kinds, and what becomes of their pendings.</summary>
internal static class Calls
{
    internal static async Task Run(Checks checks)
    {
        await using var caller = Caller.StartNew("calls");
        await Shapes(checks, caller);
        await Ends(checks, caller);
        await Context(checks, caller);
    }

    private static async Task Shapes(Checks checks, Caller caller)
    {
        var ran = 0;
        await caller.CallSoon(() =>
        {
            ran++;
        });
        await caller.CallSoon(async () =>
        {
            await Task.Yield();
            ran++;
        });
        await caller.CallSoon(async ValueTask () =>
        {
            await Task.Yield();
            ran++;
        });
        checks.That(ran == 3);
        checks.That(await caller.CallSoon(() => 1) == 1);
        checks.That(
            await caller.CallSoon(async () =>
            {
                await Task.Yield();
                return 2.5;
            }) == 2.5
        );
        checks.That(
            await caller.CallSoon(async token =>
            {
                await Task.Delay(1, token);
                return "three";
            }) == "three"
        );
        checks.That(await caller.CallSoon(4, static four => four) == 4);
        checks.That(await caller.CallSoon((Left: 1, Right: "x"), static pair => pair) == (1, "x"));
        checks.That(await caller.CallLater(TimeSpan.FromMilliseconds(1), () => Guid.Empty) == Guid.Empty);
        checks.That(
            await caller.CallLater(
                TimeSpan.Zero,
                async () =>
                {
                    await Task.Yield();
                    return 6m;
                }
            ) == 6m
        );
        checks.That(await caller.ToThread(() => Caller.Current.Parent) == caller);
        checks.That(
            await caller.ToThread(async () =>
            {
                await Task.Yield();
                return 7;
            }) == 7
        );
        checks.That(await caller.ScheduleCall(() => 8, new CallOptions { Name = "eight" }) == 8);
        foreach (var backend in new[] { CallerBackend.Async, CallerBackend.Rx, CallerBackend.From(TaskScheduler.Default) })
        {
            checks.That(await caller.CallUsingBackend(backend, () => CallerBackend.Current) == backend);
        }

        var direct = new PendingSource<int>();
        caller.CallDirect(() => direct.TrySetResult(9));
        checks.That(await direct.Pending == 9);
        caller.CallDirect(async () => await Task.Yield());
        checks.That(
            await Task.Factory.StartNew(caller.CheckAccess, CancellationToken.None, TaskCreationOptions.None, caller.TaskScheduler)
        );
    }

    private static async Task Ends(Checks checks, Caller caller)
    {
        await checks.Throws<FormatException>(async () => await caller.CallSoon(() => throw new FormatException()));
        await checks.Throws<TimeoutException>(async () => await new PendingSource<int>().Pending.WaitAsync(TimeSpan.FromMilliseconds(1)));
        var endless = caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token));
        checks.That(endless.Cancel("enough"));
        await checks.Throws<PendingCancelledException>(async () => await endless);
        checks.That(endless.CancelReasons.SequenceEqual(["enough"]));
        checks.That(endless.ToString().Contains("Cancelled", StringComparison.Ordinal));
        checks.That(caller.CallSoon(() => 7).Wait(TimeSpan.FromSeconds(20)) == 7);
        checks.That(await Pending<int>.FromResult(3).AsTask() == 3);
        checks.That(Pending<Unit>.FromException(new FormatException()).Exception is FormatException);
        checks.That(!caller.CallSoon(() => 1).Protect().Cancel());
    }

    private static async Task Context(Checks checks, Caller caller)
    {
        var local = new AsyncLocal<int> { Value = 5 };
        checks.That(await caller.CallSoon(() => local.Value) == 5);
        await caller.SwitchTo();
        checks.That(caller.CheckAccess());
        checks.That(await Task.Run(() => 6).On(caller) == 6);
        checks.That(Caller.FormatTable().Contains("calls", StringComparison.Ordinal));
    }
}
