using CallerReactive.Tests.Hosts;

namespace CallerReactive.Tests.Upstream;

/// <summary>test_event_loop.py, and of test_caller.py what needs a host; each has the name it has there. Its host class is <see cref="CallerMainLoop"/> here.</summary>
public sealed class HostTests
{
    private readonly Pump _pump = new();

    [TearDown]
    public void LeaveTheThread() => _pump.Die();

    [Test]
    public void Host()
    {
        // The contract: a main loop returns when what runs in it is done, and brings its outcome.
        Assert.That(Caller.Run(static _ => Task.FromResult(1 + 1), new CallerOptions { Host = new MyHost() }), Is.EqualTo(2));

        // One that returns before is a RuntimeError there; here it cancels what ran, with the reason.
        Assert.That(
            static () =>
                Caller.Run(
                    static caller => Task.Delay(Timeout.Infinite, caller.StoppingToken),
                    new CallerOptions { Host = new MyHost { ReturnsAtOnce = true } }
                ),
            Throws.TypeOf<PendingCancelledException>().With.Message.Contains("'my host'")
        );
    }

    [Test]
    public void CustomHost()
    {
        var host = new MyHost();
        var result = Caller.Run(
            async caller =>
            {
                await Task.Yield();
                return ("abc", caller.Host, host.CheckAccess(), Thread.CurrentThread);
            },
            new CallerOptions { Host = host }
        );
        Assert.That(result, Is.EqualTo(("abc", (CallerHost)host, true, Thread.CurrentThread)));
        Assert.That((host.Runs, host.CheckAccess()), Is.EqualTo((1, false)));
    }

    [Test]
    public void TrioHost()
    {
        // The second host on a thread, its point there ("already running"). There is no trio here: two hosts of one kind do.
        var first = _pump.Attach(new CallerOptions { Name = "first" });
        Assert.That(() => new Pump().Attach(), Throws.InvalidOperationException.With.Message.Contains("'first'"));
        var call = first.CallSoon(static () => "abc");
        _pump.TurnAll();
        Assert.That(call.Result, Is.EqualTo("abc"), "The first one goes on");
        _pump.End(first);
    }

    [Test]
    public async Task CallerWithHost()
    {
        var host = new MyHost();
        await using var caller = Caller.StartNew(new CallerOptions { Host = host });
        var inside = await caller.CallSoon(() => (Caller.Current, host.CheckAccess(), caller.CheckAccess())).InTime();
        Assert.That((inside, caller.Host, host.CheckAccess()), Is.EqualTo(((caller, true, true), (CallerHost)host, false)));

        var worker = await caller.ToThread(static () => Caller.Current).InTime();
        Assert.That((worker.Parent, worker.Host.Name), Is.EqualTo((caller, "thread")), "A host is not inherited (CO4)");
    }

    [Test]
    public async Task GetCurrentThread()
    {
        // A loop that turns already, on a thread that is not ours.
        var made = new TaskCompletionSource<Caller>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pump.Post(_ => made.SetResult(Caller.ForCurrentThread()), null);
        var thread = new Thread(() =>
        {
            try
            {
                _pump.TurnUntil(() => made.Task.IsCompleted && made.Task.Result.Stopped.IsDone);
            }
            catch (Exception e)
            {
                made.TrySetException(e);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();

        await using var caller = await made.Task.InTime();
        var inside = await caller.CallSoon(static () => (2 + 2, Caller.ForCurrentThread(), Thread.CurrentThread)).InTime();
        Assert.That(inside, Is.EqualTo((4, caller, thread)));
    }

    [Test]
    public void UnmanagedShutdown()
    {
        // Nobody stops the caller: the loop that it runs in ends, and it ends with its workers. Upstream says nothing of it; here its calls know why.
        var host = new MyHost();
        List<Caller> family = [];
        Assert.That(
            () =>
                Caller.Run(
                    async caller =>
                    {
                        family.Add(caller);
                        family.Add(await caller.ToThread(static () => Caller.Current));
                        host.Quit();
                        await Task.Delay(Timeout.Infinite, caller.StoppingToken);
                    },
                    new CallerOptions { Host = host }
                ),
            Throws.TypeOf<PendingCancelledException>().With.Message.Contains("'my host'")
        );
        Assert.That(family.Select(static caller => caller.State), Is.EqualTo(new[] { CallerState.Stopped, CallerState.Stopped }));
    }

    private sealed class MyHost : CallerMainLoop
    {
        private readonly System.Collections.Concurrent.BlockingCollection<Action?> _events = [];
        private volatile Thread? _thread;

        public bool ReturnsAtOnce { get; init; }

        public int Runs { get; private set; }

        public override string Name => "my host";

        public override bool CheckAccess() => ReferenceEquals(_thread, Thread.CurrentThread);

        public override void Post(Action drain) => _events.Add(drain);

        public override void Quit() => _events.Add(null);

        public override void Run()
        {
            Runs++;
            if (ReturnsAtOnce)
                return;
            _thread = Thread.CurrentThread;
            while (_events.Take(TestContext.CurrentContext.CancellationToken) is { } work)
                work();
            _thread = null;
        }
    }
}
