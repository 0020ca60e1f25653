using System.Reactive.Linq;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

/// <summary>
/// No await of the library leaves the driving thread, so a run is the same each time. Nor does user code that wants no context back from what the library
/// hands out; a wait of the platform that a cancellation ends does, on purpose of the platform.
/// </summary>
public sealed class OneThreadTests
{
    private const int Repetitions = 200;

    [TestCase("group", true)]
    [TestCase("group", false)]
    [TestCase("group time-out", true)]
    [TestCase("as completed", true)]
    [TestCase("as completed", false)]
    [TestCase("as completed lazily", true)]
    [TestCase("as completed lazily", false)]
    [TestCase("wait", true)]
    [TestCase("wait", false)]
    [TestCase("queue", true)]
    [TestCase("queue", false)]
    [TestCase("workers", true)]
    [TestCase("workers", false)]
    [TestCase("stream", true)]
    [TestCase("stream", false)]
    [TestCase("lease", true)]
    [TestCase("lease", false)]
    [TestCase("everything", true)]
    [TestCase("everything but time-outs", false)]
    public async Task EveryContinuation_IsOnTheDrivingThread_AndEveryRunTheSame(string what, bool home)
    {
        var first = await RunOnce(what, home);
        Assert.That(first, Has.Count.GreaterThan(1));
        Assert.That(first.Where(line => line.EndsWith("elsewhere", StringComparison.Ordinal)), Is.Empty);
        for (var i = 1; i < Repetitions; i++)
        {
            Assert.That(await RunOnce(what, home), Is.EqualTo(first), $"run {i}");
        }
    }

    private static async Task<List<string>> RunOnce(string what, bool home)
    {
        var run = new Run(home);
        await using var caller = run.Caller;
        var call = caller.CallSoon(() => run.Do(what));
        caller.RunUntil(call);
        run.Log("idle", caller.Children.Count);
        run.Clock.AdvanceBy(TimeSpan.FromMinutes(2).Ticks); // idle workers stop
        run.Log("in the end", caller.Children.Count);
        return run.Lines;
    }

    private sealed class Run(bool home)
    {
        private readonly int _driver = Environment.CurrentManagedThreadId;

        internal TestScheduler Clock { get; } = new();

        internal List<string> Lines { get; } = [];

        internal Caller Caller => field ??= VirtualCaller.On(Clock, new CallerOptions { Name = "virtual", MaxWorkers = 2 });

        internal void Log(string what, object? detail = null)
        {
            var place = Environment.CurrentManagedThreadId == _driver ? "" : " elsewhere";
            lock (Lines)
            {
                Lines.Add($"{Clock.Clock}: {what} {detail}{place}");
            }
        }

        internal async Task Do(string what)
        {
            switch (what)
            {
                case "group":
                    await Group(null).ConfigureAwait(home);
                    break;
                case "group time-out":
                    await Group(TimeSpan.FromMinutes(90)).ConfigureAwait(home);
                    break;
                case "as completed":
                    await Completed(Caller.AsCompleted(Items().ToList())).ConfigureAwait(home);
                    break;
                case "as completed lazily":
                    await Completed(Caller.AsCompleted(Items(), new AsCompletedOptions { MaxConcurrent = 2 })).ConfigureAwait(home);

                    // A source whose own answers come from the library.
                    var nested = Caller.AsCompleted(Caller.AsCompleted(Items().ToList()));
                    await Completed(nested).ConfigureAwait(home);
                    break;
                case "wait":
                    await Wait(WaitUntil.AllCompleted, null).ConfigureAwait(home);
                    await Wait(WaitUntil.FirstCompleted, null).ConfigureAwait(home);
                    await Wait(WaitUntil.FirstException, TimeSpan.FromMinutes(90)).ConfigureAwait(home);
                    break;
                case "queue":
                    await Queue().ConfigureAwait(home);
                    break;
                case "workers":
                    await Workers().ConfigureAwait(home);
                    break;
                case "stream":
                    await Stream().ConfigureAwait(home);
                    break;
                case "lease":
                    await Lease().ConfigureAwait(home);
                    break;
                default:
                    foreach (
                        var part in new[]
                        {
                            "group",
                            "group time-out",
                            "as completed",
                            "as completed lazily",
                            "wait",
                            "queue",
                            "workers",
                            "stream",
                            "lease",
                        }
                    )
                    {
                        if (part != "group time-out" || what == "everything")
                        {
                            await Do(part).ConfigureAwait(home);
                            Log(part);
                        }
                    }

                    break;
            }
        }

        private async Task<int> Item(int hours, CancellationToken token = default)
        {
            await Task.Delay(TimeSpan.FromHours(hours), Caller.TimeProvider, token).ConfigureAwait(home);
            Log("item", hours);
            return hours;
        }

        private IEnumerable<Pending<int>> Items() => new[] { 3, 1, 2, 1 }.Select(hours => Caller.CallSoon(token => Item(hours, token)));

        private async Task Group(TimeSpan? timeout)
        {
            try
            {
                await Caller
                    .RunGroupAsync(
                        async group =>
                        {
                            _ = Items().ToList();
                            await Item(1, group.CancellationToken).ConfigureAwait(home);
                            Log("body");
                        },
                        new PendingGroupOptions { Timeout = timeout, Mode = PendingGroupMode.CancelAndThrow }
                    )
                    .ConfigureAwait(home);
                Log("left");
            }
            catch (Exception e)
            {
                Log("left with", e.GetType().Name);
            }
        }

        private async Task Completed(IAsyncEnumerable<Pending<int>> items)
        {
            await foreach (var item in items.ConfigureAwait(home))
            {
                Log("completed", item.Result);
            }
        }

        private async Task Wait(WaitUntil until, TimeSpan? timeout)
        {
            var (done, rest) = await Caller.Wait(Items().ToList(), until, timeout).AsTask().ConfigureAwait(home);
            Log($"waited {until}", (done.Count, rest.Count));
            await Task.WhenAll(rest.Select(static item => item.WhenDone())).ConfigureAwait(home);
        }

        private async Task Queue()
        {
            var queue = Caller.OpenQueue<int>(
                async (hours, token) => await Item(hours, token).ConfigureAwait(home),
                new CallerQueueOptions { Capacity = 1 }
            );
            for (var i = 0; i < 4; i++)
            {
                await queue.PostAsync(1).ConfigureAwait(home);
                Log("posted", i);
            }

            queue.Complete();
            await queue.Completion.WhenDone().ConfigureAwait(home);
            Log("queue");
        }

        private async Task Workers()
        {
            var calls = Enumerable.Range(1, 4).Select(n => Caller.ToThread(token => Item(n, token))).ToList();
            foreach (var call in calls)
            {
                Log("worker", await call.AsTask().ConfigureAwait(home));
            }
        }

        private async Task Stream()
        {
            var ticks = Observable.Interval(TimeSpan.FromHours(1), Caller).Take(3).ToAsyncEnumerable(Caller);
            await foreach (var tick in ticks.ConfigureAwait(home))
            {
                Log("tick", tick);
            }
        }

        private async Task Lease()
        {
            var child = Caller.Get("child");
            await using (await child.EnterAsync().ConfigureAwait(home))
            {
                Log("entered");
                await child.CallSoon(token => Item(1, token)).AsTask().ConfigureAwait(home);
            }

            Log("left", child.State);
        }
    }
}
