using System.Reactive.Subjects;

namespace CallerReactive.Tests.Callers;

/// <summary>Decision 20: what one piece of code leaves in the thread's ambient state does not reach the next (also C60, C63).</summary>
public sealed class AmbientLeakTests
{
    private readonly AsyncLocal<string?> _local = new();

    [Test]
    public async Task AnObserverOfStarted_DoesNotReachTheFirstItem()
    {
        await using var caller = Caller.Create();
        caller.Started.OnDone(_ => Litter());
        (string? Local, SynchronizationContext? Context) seen = default;
        caller.CallDirect(() => seen = (_local.Value, SynchronizationContext.Current));

        caller.Start();

        await caller.CallSoon(() => { }).InTime();
        Assert.That(seen, Is.EqualTo(((string?)null, caller.SynchronizationContext)));
    }

    [Test]
    public async Task AnObserverOfWhatAStopRefuses_DoesNotReachWhatRunsAfterIt()
    {
        await using var caller = Caller.StartNew();
        using var gate = new ManualResetEventSlim();
        (string? Local, SynchronizationContext? Context) seen = default;
        caller.CallDirect(gate.Block);
        caller.CallSoon(() => { }).OnDone(_ => Litter());
        caller.SynchronizationContext.Post(_ => seen = (_local.Value, SynchronizationContext.Current), null);

        caller.Stop();
        gate.Set();

        await caller.Stopped.InTime();
        Assert.That(seen, Is.EqualTo(((string?)null, caller.SynchronizationContext)));
    }

    [Test]
    public async Task AnAsyncLocalOfAnItem_OfAnyKind_DoesNotReachTheNext()
    {
        await using var caller = Caller.StartNew();
        using var source = new Subject<int>();
        List<string?> seen = [];
        using var observed = source.ObserveOn(caller).Subscribe(_ => Litter());
        using var gate = new ManualResetEventSlim();
        caller.CallDirect(gate.Block);
        Action[] kinds =
        [
            () => caller.CallDirect(Litter),
            () => caller.CallSoon(Litter),
            () => caller.CallSoon(LitterAsync),
            () => caller.SynchronizationContext.Post(_ => Litter(), null),
            () => System.Reactive.Concurrency.Scheduler.Schedule(caller, Litter),
            () => source.OnNext(1),
            () => _ = Task.Factory.StartNew(Litter, CancellationToken.None, TaskCreationOptions.None, caller.TaskScheduler),
            () => caller.TimeProvider.CreateTimer(_ => Litter(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan),
            () => caller.CallLater(TimeSpan.FromTicks(1), Litter),
        ];
        foreach (var kind in kinds)
        {
            kind();
            caller.CallDirect(() => seen.Add(_local.Value));
        }

        gate.Set();
        await caller.CallSoon(() => { }).InTime();
        Assert.That(seen, Is.EqualTo(new string?[kinds.Length]));
    }

    private async Task LitterAsync()
    {
        Litter();
        await Task.Yield();
        Litter();
    }

    private void Litter()
    {
        _local.Value = "litter";
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
    }
}
