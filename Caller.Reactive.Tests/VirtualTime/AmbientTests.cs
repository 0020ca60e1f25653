using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;

namespace CallerReactive.Tests.VirtualTime;

public sealed class AmbientTests
{
    private static readonly AsyncLocal<string?> Local = new();

    [Test]
    public void AmbientState_IsExactBeforeDuringAndAfterAnItem()
    {
        var clock = new TestScheduler();
        var caller = VirtualCaller.On(clock);
        List<string> log = [];
        void Note(string when) =>
            log.Add(
                $"{when}: {(Caller.TryGetCurrent(out var current) ? current == caller : null)} {SynchronizationContext.Current == caller.SynchronizationContext} {Local.Value} {CurrentThreadScheduler.IsScheduleRequired}"
            );

        Local.Value = "outside";
        Note("before");
        clock.Schedule(() => Note("bare"));
        caller.Schedule(() =>
        {
            Note("first");
            Local.Value = "inside";
            SynchronizationContext.SetSynchronizationContext(null);
        });
        caller.Schedule(() => Note("second"));
        caller.CallSoon(() => Note("call"));
        clock.Schedule(() => Note("bare"));
        clock.Start();
        Note("after");

        Assert.That(
            log,
            Is.EqualTo([
                "before:  False outside True",
                "bare:  False outside True",
                "first: True True  True",
                "second: True True  True",
                "call: True True outside True",
                "bare:  False outside True",
                "after:  False outside True",
            ])
        );
    }

    [Test]
    public void TimerCallbacks_RunOnTheCaller_WithoutItsContext()
    {
        var clock = new TestScheduler();
        var caller = VirtualCaller.On(clock);
        (Caller?, SynchronizationContext?, long) seen = default;

        using var timer = caller.TimeProvider.CreateTimer(
            _ => seen = (Caller.Current, SynchronizationContext.Current, clock.Clock),
            null,
            VirtualCaller.Ticks(9),
            Timeout.InfiniteTimeSpan
        );
        clock.Start();

        Assert.That(seen, Is.EqualTo((caller, default(SynchronizationContext), 9L)));
    }

    [Test]
    public void TwoCallersOnOneClock_AreCurrentInTurn()
    {
        var clock = new TestScheduler();
        var (a, b) = (VirtualCaller.On(clock), VirtualCaller.On(clock));
        List<(Caller, bool, bool)> log = [];

        a.Schedule(() => log.Add((Caller.Current, a.CheckAccess(), b.CheckAccess())));
        b.Schedule(() => log.Add((Caller.Current, a.CheckAccess(), b.CheckAccess())));
        clock.Start();

        Assert.That(log, Is.EqualTo([(a, true, false), (b, false, true)]));
    }
}
