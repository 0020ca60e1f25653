using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace CallerReactive.Tests.Contracts;

/// <summary>C60 to C63: what is ambient in an item.</summary>
public abstract partial class SchedulerContract
{
    [Test]
    public void C60_EveryKindOfItem_HasTheContextOfTheCaller()
    {
        var seen = new List<bool>();
        var last = Signal();
        IDisposable? series = null;
        OnCaller(() =>
        {
            Scheduler.Schedule(Look);
            Scheduler.Schedule(TimeSpan.FromTicks(1), Look);
            Scheduler.Schedule(Scheduler.Now.AddTicks(1), Look);
            Caller.SynchronizationContext.Post(_ => Look(), null);
            Caller.CallDirect(Look);
            _ = Caller.CallSoon(Look);
            series = Caller.SchedulePeriodic(
                0,
                TimeSpan.FromMilliseconds(1),
                state =>
                {
                    Look();
                    series!.Dispose();
                    return state;
                }
            );
        });
        Host.RunUntil(last.Task);
        Assert.That(seen, Is.EqualTo(Enumerable.Repeat(true, 7)));

        void Look()
        {
            seen.Add(ReferenceEquals(SynchronizationContext.Current, Caller.SynchronizationContext));
            if (seen.Count == 7)
            {
                last.SetResult();
            }
        }
    }

    [Test]
    public void C60_AnItemThatReplacesTheContext_DoesNotReachTheNext()
    {
        var same = false;
        OnCaller(() =>
        {
            Scheduler.Schedule(() => SynchronizationContext.SetSynchronizationContext(new SynchronizationContext()));
            Scheduler.Schedule(() => same = ReferenceEquals(SynchronizationContext.Current, Caller.SynchronizationContext));
        });
        Drain();
        Assert.That(same, Is.True);
    }

    [Test]
    public void C60_AwaitInAScheduledAction_ComesHome()
    {
        var home = Signal<bool>();
        Scheduler.Schedule(() => _ = Walk());
        Assert.That(Host.Await(home.Task), Is.True);

        async Task Walk()
        {
            await Task.Yield();
            await Task.Run(static () => { });
            home.SetResult(Caller.CheckAccess());
        }
    }

    [Test]
    public void C61_AnItem_BeginsWithoutTrampoline()
    {
        Assert.That(OnCaller(() => CurrentThreadScheduler.IsScheduleRequired), Is.True);
        Assert.That(OnCaller(() => Observable.Range(0, 3).ToEnumerable().ToArray()), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void C61_RunInsideATrampoline_ThrowsAndLeavesTheCallerAlone()
    {
        using var manual = new RunOnTestThread();
        Exception? thrown = null;
        CurrentThreadScheduler.Instance.Schedule(() =>
        {
            try
            {
                manual.Caller.Run();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        Assert.That(thrown, Is.TypeOf<InvalidOperationException>());
        Assert.That(manual.Caller.State, Is.EqualTo(CallerState.Created));
    }

    [Test]
    public void C62_OnIt_IsWhatRunsAndNotTheThread()
    {
        var other = Caller.Create();
        try
        {
            var (own, others, current) = OnCaller(() => (Caller.CheckAccess(), other.CheckAccess(), CallerReactive.Caller.Current));
            Assert.That((own, others, current), Is.EqualTo((true, false, Caller)));
            Assert.That(Waiting.For(Waiting.OnOtherThread(() => Caller.CheckAccess())), Is.False);
        }
        finally
        {
            other.Stop();
        }
    }

    [Test]
    public void C62_CallerThatRunsInsideAnItemOfAnother_IsTheCurrentOne()
    {
        var (inside, after) = OnCaller(() =>
        {
            var nested = Caller.Create();
            var within = nested.RunUntil(nested.CallSoon(() => (nested.CheckAccess(), Caller.CheckAccess())));
            nested.Stop();
            return (within, Caller.CheckAccess());
        });
        Assert.That((inside, after), Is.EqualTo(((true, false), true)));
    }

    [Test]
    public void C63_AsyncLocalOfAnItem_DoesNotReachTheNext()
    {
        var local = new AsyncLocal<string?>();
        var seen = new List<string?>();
        OnCaller(() =>
        {
            Scheduler.Schedule(() => local.Value = "of the first item");
            Scheduler.Schedule(() => seen.Add(local.Value));
            Scheduler.Schedule(TimeSpan.FromTicks(1), () => seen.Add(local.Value));
        });
        Drain();
        Drain();
        Assert.That(seen, Is.EqualTo(new string?[] { null, null }));
    }

    [Test]
    public void C63_AsyncLocalOfTheScheduling_DoesNotFlow()
    {
        var local = new AsyncLocal<string?> { Value = "of whoever schedules" };
        var seen = Signal<string?>();
        Scheduler.Schedule(() => seen.SetResult(local.Value));
        Assert.That(Host.Await(seen.Task), Is.Null);
        Assert.That(local.Value, Is.EqualTo("of whoever schedules"));
    }

    private sealed class RunOnTestThread : IDisposable
    {
        public Caller Caller { get; } = Caller.Create();

        public void Dispose() => Waiting.ForEnd(Caller);
    }
}
