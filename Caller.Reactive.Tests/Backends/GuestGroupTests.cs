using System.Reactive;
using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Backends;

/// <summary>Groups and queues are the same whatever backend their members and handlers see: modes, cancellation, stop.</summary>
public sealed class GuestGroupTests
{
    private static CancellationToken Limit => TestContext.CurrentContext.CancellationToken;

    private static IEnumerable<TestCaseData> Backends() =>
        new (string, Func<CallerBackend>)[]
        {
            ("async", static () => CallerBackend.Async),
            ("rx", static () => CallerBackend.Rx),
            ("context", static () => CallerBackend.From(new PoolContext())),
            ("exclusive", static () => CallerBackend.From(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler)),
            ("pool", static () => CallerBackend.From(TaskScheduler.Default)),
            ("event loop", static () => CallerBackend.From(new EventLoopScheduler())),
            ("task pool", static () => CallerBackend.From(TaskPoolScheduler.Default)),
            ("immediate", static () => CallerBackend.From(ImmediateScheduler.Instance)),
        }.Select(static made => new TestCaseData(made.Item2).SetArgDisplayNames(made.Item1));

    private static IEnumerable<TestCaseData> Cells() =>
        from backend in Backends()
        from mode in Enum.GetValues<PendingGroupMode>()
        select new TestCaseData([.. backend.Arguments, mode]).SetArgDisplayNames($"{backend.ArgDisplayNames![0]}", $"{mode}");

    [TestCaseSource(nameof(Cells))]
    public async Task AMemberIsCancelled_TheGroupDoesWhatItsModeSays(Func<CallerBackend> make, PendingGroupMode mode)
    {
        await using var caller = Caller.StartNew("host");
        var backend = make();
        var goesOn = mode is PendingGroupMode.IgnoreCancellation or PendingGroupMode.ThrowAtEnd;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Pending<Unit>? other = null;

        var call = caller.CallUsingBackend(
            backend,
            () =>
                caller.RunGroupAsync(
                    async _ =>
                    {
                        var member = new Guest(caller, backend);
                        other = caller.CallUsingBackend(backend, token => goesOn ? gate.Task.WaitAsync(token) : Guest.Sleep(token));
                        await member.Begun.Task;
                        member.Call.OnDone(_ => gate.TrySetResult());
                        member.Call.Cancel("no longer wanted");
                    },
                    new PendingGroupOptions { Mode = mode }
                )
        );
        var error = await ErrorOf(call);

        Assert.That(
            (error?.GetType(), other?.Status),
            Is.EqualTo(
                (
                    mode is PendingGroupMode.CancelAndThrow or PendingGroupMode.ThrowAtEnd ? typeof(PendingCancelledException) : null,
                    goesOn ? PendingStatus.Succeeded : PendingStatus.Cancelled
                )
            )
        );
    }

    [TestCaseSource(nameof(Backends))]
    public async Task AMemberFails_WakesTheOtherGuests(Func<CallerBackend> make)
    {
        await using var caller = Caller.StartNew("host");
        var backend = make();
        Guest? member = null;

        var call = caller.CallUsingBackend(
            backend,
            () =>
                caller.RunGroupAsync(async group =>
                {
                    member = new Guest(caller, backend);
                    await member.Begun.Task;
                    _ = caller.CallUsingBackend(backend, static void () => throw new InvalidTimeZoneException());
                })
        );
        var error = await ErrorOf(call) as AggregateException;

        Assert.That(error?.InnerExceptions, Has.One.TypeOf<InvalidTimeZoneException>());
        Assert.That((member!.Call.Status, member.CleanedUp), Is.EqualTo((PendingStatus.Cancelled, true)));
    }

    [TestCaseSource(nameof(Backends))]
    public async Task TheGroupIsCancelled_ItsGuestsWake(Func<CallerBackend> make)
    {
        await using var caller = Caller.StartNew("host");
        var backend = make();
        Guest? member = null;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Limit);

        var call = caller.CallUsingBackend(
            backend,
            () =>
                caller.RunGroupAsync(
                    async _ =>
                    {
                        member = new Guest(caller, backend);
                        await member.Begun.Task;
                        await source.CancelAsync();
                    },
                    new PendingGroupOptions { Mode = PendingGroupMode.CancelAndThrow },
                    source.Token
                )
        );

        Assert.That(await ErrorOf(call), Is.InstanceOf<OperationCanceledException>());
        Assert.That((member!.Call.Status, member.CleanedUp), Is.EqualTo((PendingStatus.Cancelled, true)));
    }

    [TestCaseSource(nameof(Backends))]
    public async Task AStop_EndsTheGroupAndItsGuests(Func<CallerBackend> make)
    {
        var caller = Caller.StartNew("host");
        var backend = make();
        var begun = new TaskCompletionSource<Guest>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = caller.CallUsingBackend(
            backend,
            () =>
                caller.RunGroupAsync(async _ =>
                {
                    var member = new Guest(caller, backend);
                    await member.Begun.Task;
                    begun.SetResult(member);
                })
        );
        var member = await begun.Task.WaitAsync(Limit);

        await caller.DisposeAsync();

        Assert.That((member.Call.Status, member.CleanedUp, call.IsDone), Is.EqualTo((PendingStatus.Cancelled, true, true)));
    }

    [TestCaseSource(nameof(Backends))]
    public async Task AQueue_HandlesInOrder_UnderTheBackendOfItsCaller(Func<CallerBackend> make)
    {
        var backend = make();
        await using var caller = Caller.StartNew(new CallerOptions { Name = "host", Backend = backend });
        List<(int, CallerBackend?)> handled = [];
        var queue = caller.OpenQueue<int>(
            async (item, token) =>
            {
                var seen = CallerBackend.Current;
                await Task.Yield();
                handled.Add((item, seen)); // one at a time
            },
            new CallerQueueOptions { Capacity = 2 }
        );
        for (var i = 0; i < 20; i++)
        {
            await queue.PostAsync(i, Limit);
        }

        queue.Complete();
        await queue.Completion.WhenDone(Limit);

        Assert.That(handled, Is.EqualTo(Enumerable.Range(0, 20).Select(i => (i, (CallerBackend?)backend))));
    }

    [TestCaseSource(nameof(Backends))]
    public async Task AQueue_Disposed_WakesItsHandler(Func<CallerBackend> make)
    {
        await using var caller = Caller.StartNew(new CallerOptions { Name = "host", Backend = make() });
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cleanedUp = false;
        var queue = caller.OpenQueue<int>(
            async (_, token) =>
            {
                begun.SetResult();
                try
                {
                    await Guest.Sleep(token);
                }
                finally
                {
                    cleanedUp = true;
                }
            }
        );
        queue.TryPost(1);
        await begun.Task.WaitAsync(Limit);

        await queue.DisposeAsync();

        Assert.That((cleanedUp, queue.Completion.IsDone), Is.EqualTo((true, true)));
    }

    [TestCaseSource(nameof(Backends))]
    public async Task AStop_EndsTheHandlerOfAQueue(Func<CallerBackend> make)
    {
        var caller = Caller.StartNew(new CallerOptions { Name = "host", Backend = make() });
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = caller.OpenQueue<int>(
            async (_, token) =>
            {
                begun.SetResult();
                await Guest.Sleep(token);
            }
        );
        queue.TryPost(1);
        queue.TryPost(2);
        await begun.Task.WaitAsync(Limit);

        await caller.DisposeAsync();

        Assert.That(queue.Completion.IsDone);
    }

    private static async Task<Exception?> ErrorOf(Pending<Unit> call)
    {
        try
        {
            await call.AsTask().WaitAsync(Limit);
            return null;
        }
        catch (Exception e) when (!Limit.IsCancellationRequested)
        {
            return e;
        }
    }

    /// <summary>A call that nothing but its cancellation wakes.</summary>
    private sealed class Guest
    {
        internal Guest(Caller caller, CallerBackend backend) =>
            Call = caller.CallUsingBackend(
                backend,
                async token =>
                {
                    Begun.SetResult();
                    try
                    {
                        await Sleep(token);
                    }
                    finally
                    {
                        CleanedUp = true;
                    }
                }
            );

        internal TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Pending<Unit> Call { get; }

        internal volatile bool CleanedUp;

        internal static Task Sleep(CancellationToken token) => Task.Delay(Timeout.Infinite, token);
    }

    private sealed class PoolContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => d(state));
    }
}
