using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace CallerReactive.Aot;

/// <summary>The scheduler under Rx's own operators, and this library's.</summary>
internal static class Streams
{
    internal static async Task Run(Checks checks)
    {
        await using var caller = Caller.StartNew("streams");
        var numbers = Observable.Range(1, 5);
        checks.That(await numbers.ObserveOn(caller).All(_ => caller.CheckAccess()).ToPending(caller));
        checks.That((await numbers.ObserveOn(caller, 16, OverflowPolicy.Error).ToList().ToPending(caller)).Count == 5);
        checks.That(await numbers.ObserveLatestOn(caller).LastAsync().ToPending(caller) == 5);
        checks.That(await numbers.EnsureOn(caller).Sum().ToPending(caller) == 15);
        checks.That(await numbers.SubscribeOn(caller).Count().ToPending(caller) == 5);
        checks.That(
            await numbers
                .SelectOn(
                    caller,
                    async (n, token) =>
                    {
                        await Task.Delay(1, token);
                        return n * 2;
                    }
                )
                .Sum()
                .ToPending(caller) == 30
        );
        var sum = 0;
        await foreach (var n in numbers.ToAsyncEnumerable(caller))
        {
            sum += n;
        }

        checks.That(sum == 15);
        checks.That(await Observable.Timer(TimeSpan.FromMilliseconds(1), caller).ToPending(caller) == 0);
        checks.That((await Observable.Interval(TimeSpan.FromMilliseconds(1), caller).Take(3).ToList().ToPending(caller)).Count == 3);
        checks.That(
            await numbers.Delay(TimeSpan.FromMilliseconds(1), caller).Throttle(TimeSpan.FromMilliseconds(5), caller).ToPending(caller) == 5
        );
        checks.That((await numbers.Buffer(TimeSpan.FromMinutes(1), 2, caller).ToList().ToPending(caller)).Count == 3);
        IScheduler scheduler = caller;
        checks.That((await numbers.ObserveOn(scheduler).ToList().ToPending(caller)).Count == 5);
        Pending<int>[] calls = [caller.CallSoon(() => 1), caller.CallSoon(() => 2)];
        checks.That((await calls.MergeCompleted().ToList().ToPending(caller)).Count == 2);
        checks.That((await calls.ZipAll().ToPending(caller)).Sum() == 3);
        checks.That((await calls.AmbFirst().ToPending(caller)).IsDone);
        checks.That(await Task.FromResult(9).ToPending(caller) == 9);
        checks.That(await caller.CallSoon(() => 3).Select(static n => n + 1).ToPending(caller) == 4);
    }
}
