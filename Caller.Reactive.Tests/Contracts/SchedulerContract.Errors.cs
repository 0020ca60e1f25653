using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace CallerReactive.Tests.Contracts;

/// <summary>C30 to C33: what becomes of an exception. That an unhandled one leaves the loop's thread is in <c>Callers/UnhandledExceptionTests</c>.</summary>
public abstract partial class SchedulerContract
{
    [TestCase(0)]
    [TestCase(1)]
    public void C30_ExceptionOfAnAction_ReachesTheHookAsItIs(int delay)
    {
        var reported = HandleExceptions();
        var error = new DivideByZeroException();
        Scheduler.Schedule(TimeSpan.FromMilliseconds(delay), () => throw error);
        var args = Host.Await(reported.Task);
        Assert.That((args.Exception, args.Origin), Is.EqualTo(((Exception)error, CallerExceptionOrigin.ScheduledAction)));
    }

    [Test]
    public void C31_Catch_HandlesWhatItsKindOfActionThrows()
    {
        var caught = new List<Exception>();
        var finished = Signal();
        var scheduler = Scheduler.Catch<DivideByZeroException>(e =>
        {
            caught.Add(e);
            return true;
        });
        scheduler.Schedule(() => throw new DivideByZeroException());
        scheduler.Schedule(0, TimeSpan.FromMilliseconds(1), (self, _) => self.Schedule(0, Throw));
        scheduler.Schedule(TimeSpan.FromMilliseconds(20), finished.SetResult);
        Host.RunUntil(finished.Task);
        Drain();
        Assert.That(caught, Has.Count.EqualTo(2));

        static IDisposable Throw(IScheduler self, int state) => throw new DivideByZeroException();
    }

    [Test]
    public void C31_Catch_CoversTheServices()
    {
        var caught = Signal<Exception>();
        var scheduler = Scheduler.Catch<DivideByZeroException>(e => caught.TrySetResult(e));
        using var series = Observable
            .Interval(TimeSpan.FromMilliseconds(1), scheduler)
            .Subscribe(static _ => throw new DivideByZeroException());
        Assert.That(Host.Await(caught.Task), Is.TypeOf<DivideByZeroException>());
    }

    [Test]
    public void C32_AfterAHandledException_TheLoopGoesOn()
    {
        var count = 0;
        Caller.UnhandledException += (_, args) =>
        {
            count++;
            args.Handled = true;
        };
        var ran = new List<int>();
        OnCaller(() =>
        {
            Scheduler.Schedule(() => throw new DivideByZeroException());
            Scheduler.Schedule(() => ran.Add(1));
            Scheduler.Schedule(TimeSpan.FromTicks(1), () => throw new DivideByZeroException());
            Scheduler.Schedule(() => ran.Add(2));
        });
        Drain();
        Drain();
        Assert.That(ran, Is.EqualTo(new[] { 1, 2 }));
        Assert.That((count, Caller.IsRunning), Is.EqualTo((2, true)));
    }

    [Test]
    public void C33_SubscriberThatThrows_LosesItsSourceAndHearsNoMore()
    {
        var caught = Signal<Exception>();
        var source = new Subject<int>();
        var completed = false;
        using var subscription = source
            .ObserveOn(Scheduler.Catch<DivideByZeroException>(e => caught.TrySetResult(e)))
            .Subscribe(static _ => throw new DivideByZeroException(), () => completed = true);
        source.OnNext(1);
        Host.RunUntil(caught.Task);
        Drain();
        var left = source.HasObservers;
        source.OnCompleted();
        Drain();
        Assert.That((left, completed), Is.EqualTo((false, false)));
    }

    private TaskCompletionSource<CallerExceptionEventArgs> HandleExceptions()
    {
        var reported = Signal<CallerExceptionEventArgs>();
        Caller.UnhandledException += (_, args) =>
        {
            args.Handled = true;
            reported.TrySetResult(args);
        };
        return reported;
    }
}
