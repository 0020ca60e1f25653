using System.Reactive;

namespace CallerReactive.Tests.Callers;

/// <summary>Calls that bring their state along: a function that returns a task is awaited in every one of them.</summary>
public class StateShapeTests
{
    private static async Task<int> TwiceAsync(int number)
    {
        await Task.Yield();
        return 2 * number;
    }

    [Test]
    public async Task CallSoon_StateAndAsyncLambda_AwaitsTheTask()
    {
        await using var caller = Caller.StartNew("state");
        Pending<int> pending = caller.CallSoon(21, static async number => await TwiceAsync(number));
        Assert.That(await pending, Is.EqualTo(42));
    }

    [Test]
    public async Task CallSoon_StateAndAsyncLambdaWithoutValue_EndsWithTheTask()
    {
        await using var caller = Caller.StartNew("state");
        var gate = new PendingSource<Unit>();
        Pending<Unit> pending = caller.CallSoon(
            gate.Pending,
            static async gate =>
            {
                await gate;
            }
        );
        await caller.CallSoon(() => { });
        Assert.That(pending.IsDone, Is.False);
        gate.TrySetResult(Unit.Default);
        await pending;
    }

    [Test]
    public async Task EveryFamily_StateAndValueTask_AwaitsTheTask()
    {
        await using var caller = Caller.StartNew("state");
        static ValueTask<int> Twice(int number) => new(TwiceAsync(number));
        Pending<int>[] pendings =
        [
            caller.CallSoon(1, Twice),
            caller.CallLater(TimeSpan.FromTicks(1), 2, Twice),
            caller.ToThread(3, Twice),
            caller.CallUsingBackend(CallerBackend.Async, 4, Twice),
            caller.ScheduleCall(5, Twice, new CallOptions { Name = "five" }),
        ];
        var values = await Task.WhenAll(pendings.Select(static pending => pending.AsTask()));
        Assert.That(values, Is.EqualTo(new[] { 2, 4, 6, 8, 10 }));
    }

    [Test]
    public async Task CallSoon_StateAndAction_RunsItWithTheState()
    {
        await using var caller = Caller.StartNew("state");
        List<int> seen = [];
        await caller.CallSoon(7, number => seen.Add(number));
        Assert.That(seen, Is.EqualTo(new[] { 7 }));
    }

    [Test]
    public async Task CallDirect_StateAndAsyncLambda_IsAwaitedAndItsErrorReported()
    {
        await using var caller = Caller.StartNew("state");
        var reported = new PendingSource<CallerExceptionEventArgs>();
        caller.UnhandledException += (_, e) => reported.TrySetResult(e);
        caller.CallDirect(
            "direct",
            static async text =>
            {
                await Task.Yield();
                throw new InvalidOperationException(text);
            }
        );
        var error = await reported.Pending.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(error.Origin, Is.EqualTo(CallerExceptionOrigin.DirectCall));
        Assert.That(error.Exception.Message, Is.EqualTo("direct"));
    }

    [Test]
    public async Task CallDirect_ValueTaskThatFails_IsReported()
    {
        await using var caller = Caller.StartNew("state");
        var reported = new PendingSource<CallerExceptionEventArgs>();
        caller.UnhandledException += (_, e) => reported.TrySetResult(e);
        caller.CallDirect(static () => ValueTask.FromException(new InvalidOperationException("value task")));
        var error = await reported.Pending.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(error.Exception.Message, Is.EqualTo("value task"));
    }
}
