using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Upstream;

/// <summary>Further tests of the original's test_caller.py, of first calls and of first callers; each has the name it has there.</summary>
public sealed class CallerStartTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task Async([Values] bool withArguments)
    {
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = _clock });
        var called = new TaskCompletionSource<(int, string)>();
        async Task<(int, string)> MyFunc((int, string) arguments)
        {
            await Task.Yield();
            called.SetResult(arguments);
            return arguments;
        }

        // Arguments are a state or a closure here: no *args, no **kwargs.
        var delay = TimeSpan.FromMilliseconds(100);
        var pending = withArguments ? caller.CallLater(delay, (10, "a"), MyFunc) : caller.CallLater(delay, () => MyFunc((10, "a")));
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(called.Task.IsCompleted, Is.False);
        _clock.Advance(delay);
        Assert.That((await called.Task.InTime(), await pending.InTime()), Is.EqualTo(((10, "a"), (10, "a"))));
    }

    [Test]
    public async Task CallEarly()
    {
        await using var caller = Caller.Create();
        List<int> order = [];
        var early = Enumerable.Range(0, 3).Select(n => caller.CallSoon(() => order.Add(n))).ToList();
        var last = caller.CallSoon(static () => 3 + 3);
        Assert.That((caller.IsRunning, early.Exists(static call => call.IsDone), last.IsDone), Is.EqualTo((false, false, false)));
        caller.Start();
        Assert.That(await last.InTime(), Is.EqualTo(6));
        Assert.That(order, Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public async Task NameMismatch()
    {
        // A ValueError there. ForCurrentThread takes its options for a new caller only, and says so: one that is there is returned as it is.
        await using var caller = Caller.StartNew("right name");
        var found = await caller.CallSoon(static () => Caller.ForCurrentThread(new CallerOptions { Name = "wrong name" })).InTime();
        Assert.That((found, found.Name), Is.EqualTo((caller, "right name")));
    }

    [Test]
    public async Task CancelledWhileWaiting()
    {
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = _clock });
        var waits = new TaskCompletionSource();
        var pending = caller.CallSoon(async token =>
        {
            var forever = Task.Delay(Timeout.Infinite, token).WaitAsync(TimeSpan.FromMilliseconds(10), _clock, token);
            waits.SetResult();
            await forever;
        });
        await waits.Task.InTime();
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.That(await pending.Failure(), Is.TypeOf<TimeoutException>());
        Assert.That((pending.Status, pending.IsCancelled), Is.EqualTo((PendingStatus.Faulted, false)));
    }
}
