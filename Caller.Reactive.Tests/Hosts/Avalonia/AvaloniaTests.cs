using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Avalonia.Threading;

namespace CallerReactive.Tests.Hosts;

/// <summary>A guest of Avalonia's dispatcher, beside what the application does there itself.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class AvaloniaTests
{
    private readonly List<Caller> _guests = [];
    private Dispatcher _dispatcher = null!;
    private IDisposable? _turn;

    [SetUp]
    public void TakeTheThread()
    {
        _turn = AvaloniaThread.Enter();
        _dispatcher = AvaloniaThread.Dispatcher;
    }

    [TearDown]
    public async Task LeaveTheThread()
    {
        try
        {
            foreach (var guest in _guests)
                await guest.DisposeAsync().AsTask().InTime();
        }
        finally
        {
            _turn?.Dispose();
        }
    }

    [Test]
    public async Task TheThread_IsTheHomeOfItsGuest_ForHandlersOfTheApplicationToo()
    {
        var caller = Attach();
        await caller.Started.InTime();

        var seen = await _dispatcher
            .InvokeAsync(async () =>
            {
                var before = (Caller.Current, Thread.CurrentThread == caller.Thread);
                var answer = await caller.ToThread(static () => 6 * 7);
                return (before, answer, _dispatcher.CheckAccess(), Caller.ForCurrentThread());
            })
            .InTime();

        Assert.That(seen, Is.EqualTo(((caller, true), 42, true, caller)));
    }

    [Test]
    public async Task TimersOfBoth_TickOnTheThread()
    {
        var caller = Attach();
        await caller.Started.InTime(); // from now on the thread is its home
        var ofAvalonia = new TaskCompletionSource<(Caller, bool)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = new DispatcherTimer(DispatcherPriority.Default, _dispatcher) { Interval = TimeSpan.FromMilliseconds(5) };
        timer.Tick += (_, _) =>
        {
            timer.Stop();
            ofAvalonia.TrySetResult((Caller.Current, caller.CheckAccess()));
        };
        timer.Start();

        var ofRx = Observable.Interval(TimeSpan.FromMilliseconds(5), caller).Take(3).Select(_ => _dispatcher.CheckAccess()).ToList();

        Assert.That(await ofRx.ToPending(caller).InTime(), Is.EqualTo([true, true, true]));
        Assert.That(await ofAvalonia.Task.InTime(), Is.EqualTo((caller, true)));
    }

    [Test]
    public async Task AHundredThousandItems_LetTheInputRun([Values] bool inFront)
    {
        var caller = inFront ? Attach(DispatcherPriority.Default) : Attach();
        var done = 0;
        var gate = caller.CallSoon(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                caller.Schedule(() => done++);
            }

            return _dispatcher.InvokeAsync(() => done, DispatcherPriority.Input).GetTask();
        });

        var doneThen = await gate.InTime();

        // The price of a priority above the input's: the dispatcher asks for no input while it has something better to do.
        Assert.That(doneThen, inFront ? Is.InRange(100_000, 100_000) : Is.InRange(0, 2 * 1024));
        await caller.CallSoon(static () => { }).InTime();
        Assert.That(done, Is.EqualTo(100_000));
    }

    [Test]
    public async Task AnItemThatThrows_ThrowsIntoTheDispatcher_AndTheRestStillRuns()
    {
        var caller = Attach();
        var caught = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Catch(object sender, DispatcherUnhandledExceptionEventArgs error)
        {
            error.Handled = true;
            caught.TrySetResult(error.Exception);
        }

        _dispatcher.UnhandledException += Catch;
        try
        {
            caller.Schedule(static () => throw new InvalidTimeZoneException());
            var rest = caller.CallSoon(static () => 1);
            Assert.That((await caught.Task.InTime(), await rest.InTime()), Is.EqualTo((await caught.Task, 1)));
            Assert.That(await caught.Task, Is.TypeOf<InvalidTimeZoneException>());
        }
        finally
        {
            _dispatcher.UnhandledException -= Catch;
        }
    }

    [Test]
    public async Task FurtherGuests_ShareTheHost_AndAContextOfAnotherPriorityIsAnotherHost()
    {
        var context = new AvaloniaSynchronizationContext(_dispatcher, DispatcherPriority.Default);
        var first = Add(Caller.Attach(CallerHost.From(context), new CallerOptions { Name = "first" }));
        await first.Started.InTime();

        var second = Add(Caller.Attach(first.Host, new CallerOptions { Name = "second" }));
        Assert.That(await second.CallSoon(static () => Caller.Current).InTime(), Is.SameAs(second));

        var other = new AvaloniaSynchronizationContext(_dispatcher, DispatcherPriority.Input);
        var refused = Add(Caller.Attach(CallerHost.From(other), new CallerOptions { Name = "refused" }));
        Assert.That((await refused.Started.Failure())?.Message, Does.Contain("'first'").And.Contain("'refused'"));
    }

    [Test]
    public async Task ADispatcherThatHasShutDown_TakesNoMore_AndEverythingPendingEndsWithTheReason()
    {
        _ = AvaloniaThread.Dispatcher; // the first dispatcher is the process's UIThread, and a shutdown is for ever
        var calls = Waiting(() =>
        {
            var dispatcher = Dispatcher.CurrentDispatcher;
            var caller = Caller.Attach(new AvaloniaHost(dispatcher));
            dispatcher.RunJobs();
            var runs = caller.CallSoon(static token => Task.Delay(Timeout.Infinite, token));
            var later = caller.CallLater(TimeSpan.FromHours(1), static () => { });
            dispatcher.RunJobs();
            dispatcher.InvokeShutdown();
            return new Pending[] { runs, later, caller.CallSoon(static () => { }), caller.Stopped };
        });

        await calls[^1].Ended();
        foreach (var call in calls.SkipLast(1))
        {
            Assert.That(call.Status, Is.EqualTo(PendingStatus.Cancelled));
            Assert.That(call.CancelReasons, Has.Some.Contains("The host 'Avalonia'"));
        }
    }

    private Caller Attach(DispatcherPriority? priority = null) => Add(Caller.Attach(new AvaloniaHost(_dispatcher, priority)));

    private Caller Add(Caller guest)
    {
        _guests.Add(guest);
        return guest;
    }

    /// <summary>The result of something that runs on a new thread.</summary>
    private static T Waiting<T>(Func<T> work)
    {
        var done = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return done.InTime().GetAwaiter().GetResult();
    }
}
