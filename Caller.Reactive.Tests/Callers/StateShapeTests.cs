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

    private static IEnumerable<TestCaseData> WithAndWithoutAState()
    {
        var soon = TimeSpan.FromHours(1);
        var options = new CallOptions();
        var state = new object();
        return
        [
            Case("CallSoon", c => c.CallSoon(static () => 1), c => c.CallSoon(state, static _ => 1)),
            Case("CallLater", c => c.CallLater(soon, static () => 1), c => c.CallLater(soon, state, static _ => 1)),
            Case(
                "CallUsingBackend",
                c => c.CallUsingBackend(CallerBackend.Rx, static () => 1),
                c => c.CallUsingBackend(CallerBackend.Rx, state, static _ => 1)
            ),
            Case("ScheduleCall", c => c.ScheduleCall(static () => 1, options), c => c.ScheduleCall(state, static _ => 1, options)),
            Case("ToThread", c => c.ToThread(static () => 1), c => c.ToThread(state, static _ => 1)),
        ];

        static TestCaseData Case(string name, Action<Caller> without, Action<Caller> with) =>
            new TestCaseData(without, with).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(WithAndWithoutAState))]
    public void EveryFamily_WithAState_AllocatesNoClosure(Action<Caller> without, Action<Caller> with)
    {
        const int calls = 200;
        const int closure = 24;
        Assert.That((BytesOf(with) - BytesOf(without)) / calls, Is.LessThan(closure), "the reference to the state itself, and no object");

        // The same calls on a new caller that runs none of them, so that only what they allocate differs.
        static long BytesOf(Action<Caller> call)
        {
            var least = long.MaxValue;
            for (var round = 0; round < 5; round++)
            {
                using var gate = new ManualResetEventSlim();
                var caller = Caller.Create(new CallerOptions { MaxWorkers = 1 });
                var busy = caller.ToThread(gate.Block);
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < calls; i++)
                    call(caller);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                caller.Stop();
                gate.Set();
                Contracts.Waiting.For(busy.WhenDone());
            }

            return least;
        }
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
