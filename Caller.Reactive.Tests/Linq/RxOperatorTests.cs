using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CallerReactive.Tests.Callers;
using CallerReactive.Tests.Contracts;

namespace CallerReactive.Tests.Linq;

/// <summary>Rx's own operators, given a caller as their scheduler, end to end; those that have a time by a clock that the test moves.</summary>
public sealed class RxOperatorTests
{
    private readonly SteeredClock _clock = new();
    private OwnThreadHost? _host;

    private Caller Home => _host!.Caller;

    [SetUp]
    public void StartTheCaller() => _host = new OwnThreadHost(new CallerOptions { TimeProvider = _clock });

    [TearDown]
    public void EndTheCaller() => _host?.Dispose();

    [Test]
    public void Interval_TicksOnTheGrid()
    {
        var seen = Watch(Observable.Interval(TimeSpan.FromSeconds(1), Home));
        Advance(0.999);
        var before = seen.Count;
        Advance(0.001);
        Advance(1);
        Advance(2.5);
        Assert.That(before, Is.Zero);
        Assert.That(seen, Is.EqualTo(new[] { (0L, 1.0), (1L, 2.0), (2L, 4.5), (3L, 4.5) }));
    }

    [Test]
    public void Timer_TicksOnceAtItsTime()
    {
        var relative = Watch(Observable.Timer(TimeSpan.FromSeconds(2), Home));
        var absolute = Watch(Observable.Timer(Home.Now.AddSeconds(3), Home));
        var repeated = Watch(Observable.Timer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), Home));
        for (var i = 0; i < 4; i++)
        {
            Advance(1);
        }

        Assert.That(relative, Is.EqualTo(new[] { (0L, 2.0) }));
        Assert.That(absolute, Is.EqualTo(new[] { (0L, 3.0) }));
        Assert.That(repeated, Is.EqualTo(new[] { (0L, 1.0), (1L, 3.0) }));
    }

    [Test]
    public void Throttle_LetsThroughWhatStaysAlone()
    {
        var source = new Subject<int>();
        var seen = Watch(source.Throttle(TimeSpan.FromSeconds(1), Home));
        source.OnNext(1);
        Advance(0.5);
        source.OnNext(2);
        Advance(0.999);
        source.OnNext(3);
        Advance(1);
        Assert.That(seen, Is.EqualTo(new[] { (3, 2.499) }));
    }

    [Test]
    public void Delay_ShiftsEachElement()
    {
        var source = new Subject<int>();
        var seen = Watch(source.Delay(TimeSpan.FromSeconds(1), Home));
        source.OnNext(1);
        Advance(0.25);
        source.OnNext(2);
        Advance(0.75);
        Advance(0.25);
        Assert.That(seen, Is.EqualTo(new[] { (1, 1.0), (2, 1.25) }));
    }

    [Test]
    public void Timeout_FailsWhenNothingComes()
    {
        var source = new Subject<int>();
        var failed = new TaskCompletionSource<(Exception, bool)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = source
            .Timeout(TimeSpan.FromSeconds(1), Home)
            .Subscribe(static _ => { }, error => failed.SetResult((error, Home.CheckAccess())));
        Advance(0.9);
        source.OnNext(1);
        Advance(0.9);
        var tooEarly = failed.Task.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        var (error, atHome) = Waiting.For(failed.Task);
        Assert.That((tooEarly, error.GetType(), atHome), Is.EqualTo((false, typeof(TimeoutException), true)));
    }

    [Test]
    public void Buffer_ClosesOnTheGrid()
    {
        var source = new Subject<int>();
        var seen = Watch(source.Buffer(TimeSpan.FromSeconds(1), Home).Select(static list => string.Join(",", list)));
        source.OnNext(1);
        source.OnNext(2);
        Advance(1);
        source.OnNext(3);
        Advance(1);
        Assert.That(seen, Is.EqualTo(new[] { ("1,2", 1.0), ("3", 2.0) }));
    }

    [Test]
    public void Sample_TakesTheLatestOfEachPeriod()
    {
        var source = new Subject<int>();
        var seen = Watch(source.Sample(TimeSpan.FromSeconds(1), Home));
        source.OnNext(1);
        source.OnNext(2);
        Advance(1);
        Advance(1);
        source.OnNext(3);
        Advance(1);
        Assert.That(seen, Is.EqualTo(new[] { (2, 1.0), (3, 3.0) }));
    }

    [Test]
    public void Generate_WithTimes_RunsAtThem()
    {
        var seen = Watch(
            Observable.Generate(1, static i => i <= 3, static i => i + 1, static i => i, static i => TimeSpan.FromSeconds(i), Home)
        );
        for (var i = 0; i < 6; i++)
        {
            Advance(1);
        }

        Assert.That(seen, Is.EqualTo(new[] { (1, 1.0), (2, 3.0), (3, 6.0) }));
    }

    [Test]
    public void GenerateAndRange_RunOnTheCallerOneElementAnItem()
    {
        var generated = Waiting.For(
            Observable
                .Generate(0, static i => i < 1000, static i => i + 1, i => (i, Home.CheckAccess()), Home)
                .ToList()
                .ToPending(Home)
                .AsTask()
        );
        var others = 0;
        var range = Waiting.For(
            Observable.Range(0, 1000, Home).Do(_ => Home.Schedule(() => others++)).Select(_ => others).ToList().ToPending(Home).AsTask()
        );
        Assert.That(generated, Is.EqualTo(Enumerable.Range(0, 1000).Select(static i => (i, true))));
        Assert.That(range[^1], Is.GreaterThan(990), "others run between its elements");
    }

    [Test]
    public void ScheduleAsync_StaysOnTheCaller()
    {
        var there = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var handle = Home.ScheduleAsync(
            async (scheduler, token) =>
            {
                await scheduler.Yield(token);
                await Task.Yield();
                there.SetResult(Home.CheckAccess());
            }
        );
        Assert.That(Waiting.For(there.Task), Is.True);
    }

    [Test]
    public void ObserveOnAPlainScheduler_StillWorks()
    {
        IScheduler plain = Home;
        var list = Observable.Range(0, 1000).ObserveOn(plain).Select(i => (i, Home.CheckAccess())).ToList();
        Assert.That(Waiting.For(list.ToPending(Home).AsTask()), Is.EqualTo(Enumerable.Range(0, 1000).Select(static i => (i, true))));
    }

    /// <summary>What comes, with the seconds since the start of the clock. All on the caller, else the time is negative.</summary>
    private List<(T Value, double Seconds)> Watch<T>(IObservable<T> source)
    {
        var start = Home.Now;
        List<(T, double)> seen = [];
        _ = source.Subscribe(value => seen.Add((value, Home.CheckAccess() ? (Home.Now - start).TotalSeconds : -1)));
        return seen;
    }

    private void Advance(double seconds)
    {
        Settle(); // operators that subscribe on the caller have done so
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Settle();
    }

    private void Settle()
    {
        for (var i = 0; i < 6; i++)
        {
            Waiting.For(Home.CallSoon(static () => Unit.Default).AsTask());
        }
    }
}
