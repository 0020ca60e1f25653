using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.Callers;

public sealed class WorkerPoolTests
{
    /// <summary>Found by soaking: until it had a worker its errors had no address.</summary>
    [Test]
    public async Task AnObserverOfACallThatWaitsForAWorker_ThatThrows_IsReported([Values] bool byStop)
    {
        var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 1 });
        var reported = new TaskCompletionSource<CallerExceptionEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        caller.UnhandledException += (_, e) => reported.TrySetResult(e);
        using var gate = new ManualResetEventSlim();
        var busy = caller.ToThread(gate.Block);
        var waiting = caller.ToThread(() => { });
        var error = new FormatException();
        waiting.OnDone(_ => throw error);

        if (byStop)
            caller.Stop();
        else
            waiting.Cancel();

        var args = await reported.Task.InTime();
        Assert.That((args.Exception, args.Origin), Is.EqualTo(((Exception)error, CallerExceptionOrigin.Observer)));
        gate.Set();
        await caller.DisposeAsync();
        await busy.Ended();
    }

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task AWorker_IsReused()
    {
        await using var caller = Caller.StartNew("Boss");
        var first = await caller.ToThread(() => Caller.Current).InTime();
        var second = await caller
            .ToThread(async () =>
            {
                await Task.Yield();
                return Caller.Current;
            })
            .InTime();
        Assert.That((second, first.Parent, first.Name), Is.EqualTo((first, caller, "Boss worker 1")));
        Assert.That(caller.Children, Is.EqualTo(new[] { first }));
        Assert.That(first.Thread, Is.Not.SameAs(caller.Thread));
    }

    [Test]
    public async Task TheOneUsedLast_IsTakenFirst()
    {
        await using var caller = Caller.StartNew();
        using var gates = new Gates(caller, 2);
        await gates.AllBusy();
        await gates.End(0);
        await gates.End(1);
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.SameAs(gates.Workers[1]));
    }

    [Test]
    public async Task IdleOnesBeyondTheLimit_Stop()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxIdleWorkers = 1 });
        using var gates = new Gates(caller, 3);
        await gates.AllBusy();
        Assert.That(caller.Children, Has.Count.EqualTo(3));
        for (var i = 0; i < 3; i++)
            await gates.End(i);
        await gates.Workers[1].Stopped.InTime();
        await gates.Workers[2].Stopped.InTime();
        Assert.That(caller.Children, Is.EqualTo(new[] { gates.Workers[0] }));
    }

    [Test]
    public async Task WithNoIdleOnesAllowed_EachStops()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxIdleWorkers = 0 });
        var worker = await caller.ToThread(() => Caller.Current).InTime();
        await worker.Stopped.InTime();
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.Not.SameAs(worker));
    }

    [Test]
    public async Task AnIdleWorker_StopsAfterItsTime_AgainAndAgain()
    {
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = _clock, WorkerIdleTimeout = TimeSpan.FromMinutes(1) });
        for (var round = 0; round < 3; round++)
        {
            // D4: the original forgot to re-arm once the pool had been empty.
            var worker = await caller.ToThread(() => Caller.Current).InTime();
            await IsIdle(caller, worker);
            _clock.Advance(TimeSpan.FromSeconds(59));
            await caller.CallSoon(() => { }).InTime();
            Assert.That(worker.State, Is.EqualTo(CallerState.Running), "Not before its time");
            _clock.Advance(TimeSpan.FromSeconds(1));
            await worker.Stopped.InTime();
        }
    }

    [Test]
    public async Task WithAnInfiniteTime_AnIdleWorkerStays()
    {
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = _clock, WorkerIdleTimeout = Timeout.InfiniteTimeSpan });
        var worker = await caller.ToThread(() => Caller.Current).InTime();
        await IsIdle(caller, worker);
        _clock.Advance(TimeSpan.FromDays(365));
        await IsIdle(caller, worker);
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.SameAs(worker));
    }

    [Test]
    public async Task UsedAgain_ItsIdleTimeBeginsAnew()
    {
        await using var caller = Caller.StartNew(new CallerOptions { TimeProvider = _clock, WorkerIdleTimeout = TimeSpan.FromMinutes(1) });
        var worker = await caller.ToThread(() => Caller.Current).InTime();
        await IsIdle(caller, worker);
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.SameAs(worker));
        await IsIdle(caller, worker);
        _clock.Advance(TimeSpan.FromSeconds(40));
        await caller.CallSoon(() => { }).InTime();
        Assert.That(worker.State, Is.EqualTo(CallerState.Running));
        _clock.Advance(TimeSpan.FromSeconds(20));
        await worker.Stopped.InTime();
    }

    [Test]
    public async Task ABusyWorker_IsNotGivenToAnother_EvenIfItsCallWasCancelled()
    {
        // D3: the original handed the blocked worker out again.
        await using var caller = Caller.StartNew();
        using var gates = new Gates(caller, 1);
        await gates.AllBusy();
        gates.Pendings[0].Cancel("lost interest");
        Assert.That((gates.Pendings[0].IsCancelled, gates.Pendings[0].IsDone), Is.EqualTo((true, false)));
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.Not.SameAs(gates.Workers[0]));
        gates.Open(0);
        await gates.Pendings[0].Ended();
        Assert.That(gates.Pendings[0].Status, Is.EqualTo(PendingStatus.Cancelled));
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.SameAs(gates.Workers[0]), "It is back now, and was used last");
    }

    [Test]
    public async Task WithALimit_FurtherCallsWaitInOrder()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 1 });
        using var gates = new Gates(caller, 1);
        await gates.AllBusy();
        List<int> order = [];
        var waiting = Enumerable.Range(0, 5).Select(i => caller.ToThread(() => order.Add(i))).ToList();
        Assert.That(waiting.Select(pending => (pending.Status, pending.Caller)), Has.All.EqualTo((PendingStatus.Queued, default(Caller))));
        waiting[2].Cancel("not this one");
        Assert.That(waiting[2].IsDone, Is.True);
        gates.Open(0);
        foreach (var pending in waiting)
            await pending.Ended();
        Assert.That(order, Is.EqualTo(new[] { 0, 1, 3, 4 }));
        Assert.That(caller.Children, Is.EqualTo(new[] { gates.Workers[0] }));
    }

    [Test]
    public async Task WithALimit_AStopCancelsWhatWaits()
    {
        var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 1, Name = "Boss" });
        using var gates = new Gates(caller, 1);
        await gates.AllBusy();
        var waiting = caller.ToThread(() => 1);
        caller.Stop();
        Assert.That((waiting.IsDone, waiting.CancelReasons), Is.EqualTo((true, new[] { "The caller 'Boss' is stopping." })));
        Assert.That(caller.ToThread(() => 1).CancelReasons, Is.EqualTo(new[] { "The caller 'Boss' is Stopping." }));
        gates.Open(0);
        await caller.Stopped.InTime();
    }

    [Test]
    public async Task WithALimit_AWorkerStoppedByHand_MakesRoom()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 1 });
        using var gates = new Gates(caller, 1);
        await gates.AllBusy();
        var waiting = caller.ToThread(() => Caller.Current);
        gates.Workers[0].Stop();
        gates.Open(0);
        Assert.That(await waiting.InTime(), Is.Not.SameAs(gates.Workers[0]));
    }

    [Test]
    public async Task AnIdleWorkerStoppedByHand_IsReplaced()
    {
        await using var caller = Caller.StartNew(new CallerOptions { MaxWorkers = 1 });
        var worker = await caller.ToThread(() => Caller.Current).InTime();
        await worker.DisposeAsync();
        Assert.That(await caller.ToThread(() => Caller.Current).InTime(), Is.Not.SameAs(worker));
    }

    [Test]
    public async Task InsideAWorker_ToThreadMakesAWorkerOfTheWorker()
    {
        await using var caller = Caller.StartNew();
        var (worker, inner) = await caller
            .ToThread(async () => (Caller.Current, await Caller.Current.ToThread(() => Caller.Current)))
            .InTime();
        Assert.That((worker.Parent, inner.Parent), Is.EqualTo((caller, worker)));
    }

    [Test]
    public async Task ThePool_DoesNotKeepTheAsyncLocalsOfItsFirstCall()
    {
        await using var caller = Caller.StartNew();
        var reference = await RunWithLocal(caller);
        await caller.ToThread(() => { }).InTime();
        for (var i = 0; i < 100 && reference.IsAlive; i++)
        {
            GC.Collect();
            await Task.Yield();
        }

        Assert.That(reference.IsAlive, Is.False);
    }

    private static Task<WeakReference> RunWithLocal(Caller caller)
    {
        var done = new TaskCompletionSource<WeakReference>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var local = new AsyncLocal<object?> { Value = new object() };
            caller.ToThread(() => { }).Wait();
            done.SetResult(new WeakReference(local.Value));
        });
        thread.UnsafeStart();
        thread.Join();
        return done.Task;
    }

    /// <summary>The worker comes back a moment after its call has ended: when all observers have been told.</summary>
    private static async Task IsIdle(Caller caller, Caller worker)
    {
        await worker.CallSoon(() => { }).InTime();
        await caller.CallSoon(() => { }).InTime();
    }

    /// <summary>Some calls that keep a worker busy each.</summary>
    private sealed class Gates : IDisposable
    {
        private readonly ManualResetEventSlim[] _gates;
        private readonly TaskCompletionSource<Caller>[] _inside;

        public Gates(Caller caller, int count)
        {
            _gates = [.. Enumerable.Range(0, count).Select(_ => new ManualResetEventSlim())];
            _inside = [.. Enumerable.Range(0, count).Select(_ => new TaskCompletionSource<Caller>())];
            Pendings =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i =>
                        caller.ToThread(() =>
                        {
                            _inside[i].SetResult(Caller.Current);
                            _gates[i].Block();
                        })
                    ),
            ];
        }

        public IReadOnlyList<Pending<System.Reactive.Unit>> Pendings { get; }

        public IReadOnlyList<Caller> Workers => [.. _inside.Select(inside => inside.Task.Result)];

        public Task AllBusy() => Task.WhenAll(_inside.Select(inside => inside.Task)).InTime();

        public void Open(int index) => _gates[index].Set();

        public async Task End(int index)
        {
            Open(index);
            await Pendings[index].InTime();
            await _inside[index].Task.Result.CallSoon(() => { }).Ended(); // behind the return to the pool
        }

        public void Dispose()
        {
            foreach (var gate in _gates)
                gate.Set(); // not disposed: a function may still wait on it
        }
    }
}
