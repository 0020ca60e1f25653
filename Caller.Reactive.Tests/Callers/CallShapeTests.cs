using System.Reactive;

namespace CallerReactive.Tests.Callers;

/// <summary>Every shape of function, given to every way to call.</summary>
public sealed class CallShapeTests
{
    private static readonly CallOptions Options = new()
    {
        Name = "Named",
        Metadata = new Dictionary<string, object?> { ["key"] = 1 },
    };
    private static readonly TimeSpan Soon = TimeSpan.FromTicks(1);

    /// <summary>All shapes without a value, for one way to call.</summary>
    public sealed record Units(
        string Name,
        Func<Caller, Action, Pending<Unit>> Action,
        Func<Caller, Action<CancellationToken>, Pending<Unit>> ActionWithToken,
        Func<Caller, Func<Task>, Pending<Unit>> Task,
        Func<Caller, Func<CancellationToken, Task>, Pending<Unit>> TaskWithToken,
        Func<Caller, Func<ValueTask>, Pending<Unit>> ValueTask,
        Func<Caller, Func<CancellationToken, ValueTask>, Pending<Unit>> ValueTaskWithToken
    )
    {
        public override string ToString() => Name;
    }

    /// <summary>All shapes with a value, for one way to call.</summary>
    public sealed record Values(
        string Name,
        Func<Caller, Func<int>, Pending<int>> Func,
        Func<Caller, Func<CancellationToken, int>, Pending<int>> FuncWithToken,
        Func<Caller, Func<Task<int>>, Pending<int>> Task,
        Func<Caller, Func<CancellationToken, Task<int>>, Pending<int>> TaskWithToken,
        Func<Caller, Func<ValueTask<int>>, Pending<int>> ValueTask,
        Func<Caller, Func<CancellationToken, ValueTask<int>>, Pending<int>> ValueTaskWithToken,
        Func<Caller, string, Func<string, int>, Pending<int>> State
    )
    {
        public override string ToString() => Name;
    }

    private static IEnumerable<Units> WaysWithoutValue() =>
        [
            new(
                "CallSoon",
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f)
            ),
            new(
                "CallLater",
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f)
            ),
            new(
                "ToThread",
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f)
            ),
            new(
                "ScheduleCall",
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options)
            ),
            Using(CallerBackend.Async),
            Using(CallerBackend.Rx),
        ];

    private static Units Using(CallerBackend b) =>
        new(
            $"CallUsingBackend {b}",
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f)
        );

    private static IEnumerable<Values> WaysWithValue() =>
        [
            new(
                "CallSoon",
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, f) => c.CallSoon(f),
                (c, s, f) => c.CallSoon(s, f)
            ),
            new(
                "CallLater",
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, f) => c.CallLater(Soon, f),
                (c, s, f) => c.CallLater(Soon, s, f)
            ),
            new(
                "ToThread",
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, f) => c.ToThread(f),
                (c, s, f) => c.ToThread(s, f)
            ),
            new(
                "ScheduleCall",
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, f) => c.ScheduleCall(f, Options),
                (c, s, f) => c.ScheduleCall(s, f, Options)
            ),
            UsingForValue(CallerBackend.Async),
            UsingForValue(CallerBackend.Rx),
        ];

    private static Values UsingForValue(CallerBackend b) =>
        new(
            $"CallUsingBackend {b}",
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, f) => c.CallUsingBackend(b, f),
            (c, s, f) => c.CallUsingBackend(b, s, f)
        );

    [TestCaseSource(nameof(WaysWithoutValue))]
    public async Task WithoutAValue_EveryShapeRunsToItsEnd(Units way)
    {
        await using var caller = Caller.StartNew();
        var ends = 0;
        void End() => Interlocked.Increment(ref ends);
        async Task EndLater()
        {
            await Task.Yield();
            End();
        }

        Pending<Unit>[] all =
        [
            way.Action(caller, End),
            way.ActionWithToken(caller, token => Assert.That(token.CanBeCanceled, Is.True)),
            way.Task(caller, EndLater),
            way.TaskWithToken(caller, _ => EndLater()),
            way.ValueTask(caller, async () => await EndLater()),
            way.ValueTaskWithToken(caller, async _ => await EndLater()),
        ];
        foreach (var pending in all)
            await pending.InTime();
        Assert.That(ends, Is.EqualTo(5), "What returns a task is awaited");
    }

    [TestCaseSource(nameof(WaysWithValue))]
    public async Task WithAValue_EveryShapeGivesIt(Values way)
    {
        await using var caller = Caller.StartNew();
        async Task<int> Later(int value)
        {
            await Task.Yield();
            return value;
        }

        Pending<int>[] all =
        [
            way.Func(caller, () => 0),
            way.FuncWithToken(caller, _ => 1),
            way.Task(caller, () => Later(2)),
            way.TaskWithToken(caller, _ => Later(3)),
            way.ValueTask(caller, async () => await Later(4)),
            way.ValueTaskWithToken(caller, async _ => await Later(5)),
            way.State(caller, "666666", state => state.Length),
        ];
        List<int> values = [];
        foreach (var pending in all)
            values.Add(await pending.InTime());
        Assert.That(values, Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 6 }));
        if (way.Name == "ScheduleCall")
            Assert.That(all.Select(pending => (pending.Name, pending.Metadata["key"])), Has.All.EqualTo(("Named", 1)));
    }

    [TestCaseSource(nameof(WaysWithValue))]
    public async Task AnException_IsTheOutcome_TheSameObject(Values way)
    {
        await using var caller = Caller.StartNew();
        var error = new FormatException();
        Pending<int>[] all =
        [
            way.Func(caller, () => throw error),
            way.FuncWithToken(caller, _ => throw error),
            way.Task(caller, () => throw error),
            way.Task(caller, () => Task.FromException<int>(error)),
            way.TaskWithToken(
                caller,
                async _ =>
                {
                    await Task.Yield();
                    throw error;
                }
            ),
            way.ValueTask(caller, () => ValueTask.FromException<int>(error)),
            way.ValueTaskWithToken(caller, _ => throw error),
            way.State(caller, "", _ => throw error),
        ];
        foreach (var pending in all)
            Assert.That(await pending.Failure(), Is.SameAs(error));
    }

    [TestCaseSource(nameof(WaysWithValue))]
    public async Task ACancellationOfItsOwn_EndsItAsCancelled(Values way)
    {
        await using var caller = Caller.StartNew();
        var gone = new CancellationToken(canceled: true);
        Pending<int>[] all =
        [
            way.Func(caller, () => throw new OperationCanceledException("own")),
            way.Task(caller, () => Task.FromCanceled<int>(gone)),
            way.TaskWithToken(caller, async _ => throw new TaskCanceledException("own")),
            way.ValueTask(caller, () => ValueTask.FromCanceled<int>(gone)),
        ];
        foreach (var pending in all)
        {
            Assert.That(await pending.Failure(), Is.TypeOf<PendingCancelledException>());
            Assert.That(pending.Status, Is.EqualTo(PendingStatus.Cancelled));
        }
    }

    [TestCaseSource(nameof(WaysWithValue))]
    public async Task ANullTask_IsAFailureThatSaysSo(Values way)
    {
        await using var caller = Caller.StartNew();
        var error = await way.Task(caller, () => null!).Failure();
        Assert.That(error, Is.TypeOf<InvalidOperationException>().With.Message.Contains("returned a null task"));
    }

    [TestCaseSource(nameof(WaysWithValue))]
    public async Task ANullFunction_IsRefusedAtOnce(Values way)
    {
        await using var caller = Caller.StartNew();
        Assert.Multiple(() =>
        {
            Assert.That(() => way.Func(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.FuncWithToken(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.Task(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.TaskWithToken(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.ValueTask(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.ValueTaskWithToken(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.State(caller, "", null!), Throws.ArgumentNullException);
        });
    }

    [TestCaseSource(nameof(WaysWithoutValue))]
    public async Task ANullFunctionWithoutAValue_IsRefusedAtOnce(Units way)
    {
        await using var caller = Caller.StartNew();
        Assert.Multiple(() =>
        {
            Assert.That(() => way.Action(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.ActionWithToken(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.Task(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.TaskWithToken(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.ValueTask(caller, null!), Throws.ArgumentNullException);
            Assert.That(() => way.ValueTaskWithToken(caller, null!), Throws.ArgumentNullException);
        });
    }

    [Test]
    public async Task OtherNulls_AreRefusedAtOnce()
    {
        await using var caller = Caller.StartNew();
        Assert.Multiple(() =>
        {
            Assert.That(() => caller.ScheduleCall(() => 1, null!), Throws.ArgumentNullException);
            Assert.That(() => caller.CallUsingBackend(null!, () => 1), Throws.ArgumentNullException);
            Assert.That(() => caller.CallDirect((Action)null!), Throws.ArgumentNullException);
            Assert.That(() => caller.CallDirect((Func<Task>)null!), Throws.ArgumentNullException);
            Assert.That(() => caller.CallDirect(1, null!), Throws.ArgumentNullException);
            Assert.That(() => caller.SynchronizationContext.Post(null!, null), Throws.ArgumentNullException);
            Assert.That(() => caller.SynchronizationContext.Send(null!, null), Throws.ArgumentNullException);
            Assert.That(() => caller.TimeProvider.CreateTimer(null!, null, default, default), Throws.ArgumentNullException);
            Assert.That(() => Caller.StartNew((string)null!), Throws.ArgumentNullException);
        });
    }
}
