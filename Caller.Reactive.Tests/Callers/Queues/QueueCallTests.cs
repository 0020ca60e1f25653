using System.Collections.Concurrent;

namespace CallerReactive.Tests.Callers.Queues;

internal sealed class QueueCallTests
{
    private readonly Recorder _log = new();
    private readonly ConcurrentQueue<string> _seen = new();

    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task AsyncHandler_ItemsAreHandledOneAtATimeAcrossAwaits()
    {
        await using var caller = Caller.StartNew("owner");
        var done = new TaskCompletionSource();
        var (running, most) = (0, 0);
        async Task Handle(int item)
        {
            most = Math.Max(most, ++running);
            await Task.Yield();
            await Task.Yield();
            caller.VerifyAccess();
            running--;
            _seen.Enqueue($"{item}");
            if (item == 19)
                done.SetResult();
        }

        for (var i = 0; i < 20; i++)
            caller.QueueCall(Handle, i);

        await done.Task.WaitAsync(Limit);
        Assert.That(most, Is.EqualTo(1));
        Assert.That(_seen, Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"{i}")));
    }

    [Test]
    public async Task TwoHandlers_Interleave()
    {
        await using var caller = Caller.StartNew("owner");
        var letFirstGo = new TaskCompletionSource();
        var secondRan = new TaskCompletionSource();
        caller.QueueCall(async (int _) => await letFirstGo.Task, 1);
        caller.QueueCall((int _) => secondRan.SetResult(), 1);

        await secondRan.Task.WaitAsync(Limit);
        letFirstGo.SetResult();
    }

    [Test]
    public async Task Items_TakeTheirPlaceInTheCallersOneOrder()
    {
        await using var caller = Caller.Create();
        Action<int> handler = item => _seen.Enqueue($"queue {item}");
        for (var i = 0; i < 3; i++)
        {
            var n = i;
            caller.QueueCall(handler, n);
            caller.CallDirect(() => _seen.Enqueue($"direct {n}"));
        }

        caller.RunUntil(caller.CallSoon(() => { }));

        Assert.That(_seen, Is.EqualTo(["queue 0", "direct 0", "queue 1", "direct 1", "queue 2", "direct 2"]));
    }

    [Test]
    public async Task AnItemWhoseTurnCameWhileAnotherRan_ComesBeforeLaterOnes()
    {
        await using var caller = Caller.StartNew("owner");
        var letGo = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        Func<int, Task> handler = async item =>
        {
            if (item == 0)
                await letGo.Task;
            _seen.Enqueue($"{item}");
            if (item == 3)
                done.SetResult();
        };
        caller.QueueCall(handler, 0);
        caller.QueueCall(handler, 1);
        await caller.CallSoon(() => { }); // 1 has had its turn and waits in the queue
        await caller.CallSoon(() =>
        {
            letGo.SetResult(); // 0 ends behind this item, 2 and 3 come in before 1 gets its second turn
            caller.QueueCall(handler, 2);
            caller.QueueCall(handler, 3);
        });

        await done.Task.WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo(["0", "1", "2", "3"]));
    }

    [Test]
    public async Task TheSameMethodOfTheSameObject_IsOneQueue_AndANewLambdaANewOne()
    {
        await using var caller = Caller.StartNew("owner");
        caller.QueueCall<int>(Nothing, 1);
        var first = caller.QueueGet((Action<int>)Nothing);
        caller.QueueCall<int>(Nothing, 2);

        Assert.That(first, Is.Not.Null);
        Assert.That(caller.QueueGet((Action<int>)Nothing), Is.SameAs(first));
        Assert.That(caller.QueueGet((Action<int>)new QueueCallTests().Nothing), Is.Null);
        Action<int> Lambda(int captured) => item => captured += item;
        caller.QueueCall(Lambda(1), 1);
        Assert.That(caller.QueueGet(Lambda(1)), Is.Null);
    }

    private static IEnumerable<TestCaseData> Shapes()
    {
        return
        [
            Case("task", static (caller, handle) => Post<Func<int, Task>>(item => handle(item), caller.QueueCall)),
            Case(
                "task, token",
                static (caller, handle) => Post<Func<int, CancellationToken, Task>>((item, _) => handle(item), caller.QueueCall)
            ),
            Case("value task", static (caller, handle) => Post<Func<int, ValueTask>>(item => new(handle(item)), caller.QueueCall)),
            Case(
                "value task, token",
                static (caller, handle) => Post<Func<int, CancellationToken, ValueTask>>((item, _) => new(handle(item)), caller.QueueCall)
            ),
        ];

        static TestCaseData Case(string name, Func<Caller, Func<int, Task>, Action<int>> shape) =>
            new TestCaseData(shape).SetArgDisplayNames(name);

        static Action<int> Post<THandler>(THandler handler, Action<THandler, int> post) => item => post(handler, item);
    }

    [TestCaseSource(nameof(Shapes))]
    public async Task EveryShapeOfHandler_IsAwaited(Func<Caller, Func<int, Task>, Action<int>> shape)
    {
        await using var caller = Caller.StartNew("owner");
        var (letGo, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        async Task Handle(int item)
        {
            _seen.Enqueue($"{item} begins");
            await letGo.Task;
            _seen.Enqueue($"{item} ends");
            if (item == 1)
                done.SetResult();
        }

        var post = shape(caller, Handle);
        post(0);
        post(1);
        await caller.CallSoon(() => { });
        Assert.That(_seen, Is.EqualTo(["0 begins"]));
        letGo.SetResult();
        await done.Task.WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo(["0 begins", "0 ends", "1 begins", "1 ends"]));
    }

    [Test]
    public async Task Items_JoinNoGroup()
    {
        await using var caller = Caller.StartNew("owner");
        var (letGo, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        await caller
            .RunGroupAsync(group =>
            {
                caller.QueueCall(
                    async (int _) =>
                    {
                        await letGo.Task;
                        done.SetResult();
                    },
                    1
                );
                Assert.That(group.Pending, Is.Empty);
                return Task.CompletedTask;
            })
            .WaitAsync(Limit); // else it would wait for the item
        letGo.SetResult();
        await done.Task.WaitAsync(Limit);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task HandlerThrows_IsReportedAndLoggedAndTheQueueGoesOn(bool cancelled)
    {
        await using var caller = Caller.StartNew(new CallerOptions { Logger = _log });
        var reported = new ConcurrentQueue<CallerExceptionEventArgs>();
        caller.UnhandledException += (_, e) => reported.Enqueue(e);
        var done = new TaskCompletionSource();
        Action<int> handler = item =>
        {
            if (item == 2)
                done.SetResult();
            else
                throw cancelled ? new OperationCanceledException("own") : new FormatException($"item {item}");
        };
        for (var i = 0; i < 3; i++)
            caller.QueueCall(handler, i);

        await done.Task.WaitAsync(Limit);
        Assert.That(reported.Select(e => e.Origin), Is.EqualTo([CallerExceptionOrigin.QueuedCall, CallerExceptionOrigin.QueuedCall]));
        Assert.That(_log.Lines.Count(line => line.Contains("QueuedCall", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task HandlerReturnsANullTask_IsReported()
    {
        await using var caller = Caller.StartNew("owner");
        var reported = new TaskCompletionSource<Exception>();
        caller.UnhandledException += (_, e) => reported.SetResult(e.Exception);
        caller.QueueCall<int>(static _ => (Task)null!, 1);

        Assert.That(await reported.Task.WaitAsync(Limit), Is.InstanceOf<InvalidOperationException>().With.Message.Contains("null task"));
    }

    [Test]
    public async Task ExecutionContext_IsThatOfEachPost()
    {
        await using var caller = Caller.StartNew("owner");
        var local = new AsyncLocal<string?>();
        var done = new TaskCompletionSource();
        Func<int, Task> handler = async item =>
        {
            _seen.Enqueue($"{item} {local.Value}");
            local.Value = "leak";
            await Task.Yield();
            if (item == 2)
                done.SetResult();
        };
        local.Value = "a";
        caller.QueueCall(handler, 0);
        local.Value = "b";
        caller.QueueCall(handler, 1);
        local.Value = null;
        caller.QueueCall(handler, 2);

        await done.Task.WaitAsync(Limit);
        Assert.That(_seen, Is.EqualTo(["0 a", "1 b", "2 "]));
    }

    [Test]
    public async Task PendingCurrent_IsTheQueuesPending_AlsoAfterAnAwaitAndForEachItem()
    {
        await using var caller = Caller.StartNew("owner");
        var seen = new ConcurrentQueue<Pending?>();
        var done = new TaskCompletionSource();
        Func<int, Task> handler = async item =>
        {
            seen.Enqueue(Pending.Current);
            await Task.Yield();
            seen.Enqueue(Pending.Current);
            if (item == 1)
                done.SetResult();
        };
        caller.QueueCall(handler, 0);
        caller.QueueCall(handler, 1);
        await done.Task.WaitAsync(Limit);

        Assert.That(seen, Is.EqualTo(Enumerable.Repeat(caller.QueueGet(handler), 4)));
        Assert.That(await caller.CallSoon(() => Pending.Current), Is.Not.SameAs(caller.QueueGet(handler)));
    }

    [Test]
    public async Task RxBackend_HandlersAreStillOneAtATimeOnTheCaller()
    {
        await using var caller = Caller.StartNew(new CallerOptions { Backend = CallerBackend.Rx });
        var done = new TaskCompletionSource();
        var (running, most) = (0, 0);
        Func<int, Task> handler = async item =>
        {
            caller.VerifyAccess();
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(1, Limit).ConfigureAwait(false);
            Interlocked.Decrement(ref running);
            if (item == 9)
                done.SetResult();
        };
        for (var i = 0; i < 10; i++)
            caller.QueueCall(handler, i);

        await done.Task.WaitAsync(Limit);
        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public async Task ManyThreads_EveryItemIsHandledOnceAndInOrderPerThread()
    {
        await using var caller = Caller.StartNew("owner");
        const int threads = 4;
        const int each = 2_000;
        var seen = new List<(int Thread, int Item)>();
        var done = new TaskCompletionSource();
        Action<(int, int)> handler = item =>
        {
            seen.Add(item);
            if (seen.Count == threads * each)
                done.SetResult();
        };

        await Task.WhenAll(
            Enumerable
                .Range(0, threads)
                .Select(thread =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < each; i++)
                            caller.QueueCall(handler, (thread, i));
                    })
                )
                .ToArray()
        );

        await done.Task.WaitAsync(Limit);
        foreach (var thread in seen.GroupBy(item => item.Thread))
            Assert.That(thread.Select(item => item.Item), Is.EqualTo(Enumerable.Range(0, each)));
    }

    [Test]
    public async Task BadInput_IsRefusedAtOnce()
    {
        await using var caller = Caller.StartNew("owner");
        Assert.That(() => caller.QueueCall((Action<int>)null!, 1), Throws.ArgumentNullException);
        Assert.That(() => caller.QueueCall((Func<int, Task>)null!, 1), Throws.ArgumentNullException);
        Assert.That(() => caller.QueueCall((Func<int, CancellationToken, Task>)null!, 1), Throws.ArgumentNullException);
        Assert.That(() => caller.QueueGet(null!), Throws.ArgumentNullException);
        Assert.That(() => caller.QueueClose(null!), Throws.ArgumentNullException);
        Assert.That(() => caller.QueueClose((Action<int>)Nothing), Throws.Nothing);
    }

    [Test]
    public async Task AContravariantHandlerWithOtherItems_IsRefused()
    {
        await using var caller = Caller.StartNew("owner");
        Action<object> handler = _ => { };
        caller.QueueCall<object>(handler, 1);

        Assert.That(() => caller.QueueCall<string>(handler, "x"), Throws.ArgumentException.With.Message.Contains("String"));
    }

    private void Nothing(int item) => _seen.Enqueue($"{item}");
}
