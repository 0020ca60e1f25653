using System.Reactive.Concurrency;

namespace CallerReactive.Tests.Faults;

/// <summary>Thread.Interrupt of the caller's thread: a call that blocks just then ends with it, and no other moment harms the loop.</summary>
[CancelAfter(120_000)]
public sealed class InterruptTests
{
#pragma warning disable NUnit1032 // One object per test: the tear-down of the test is the end of the field.
    private readonly Caller _caller = Caller.StartNew("interrupted");
#pragma warning restore NUnit1032

    [TearDown]
    public async Task Stop() => await _caller.DisposeAsync().AsTask().InTime();

    [Test]
    public async Task WhileTheLoopSleeps_ItGoesOn([Values] bool withTimer)
    {
        await _caller.Started.InTime();
        using var timer = withTimer ? _caller.Schedule(TimeSpan.FromHours(1), () => { }) : null;
        for (var i = 0; i < 20; i++)
        {
            SpinWait.SpinUntil(() => _caller.Thread!.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            _caller.Thread!.Interrupt();
            Assert.That(await _caller.CallSoon(() => i).InTime(), Is.EqualTo(i));
        }

        Assert.That(await _caller.CallLater(TimeSpan.FromMilliseconds(1), () => 7).InTime(), Is.EqualTo(7));
    }

    [Test]
    public async Task WhileACallBlocks_TheCallEndsWithIt_AndTheNextOneRuns()
    {
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var call = _caller.CallSoon(() =>
        {
            begun.SetResult();
            gate.Block();
        });
        var next = _caller.CallSoon(() => 7);
        await begun.Task.InTime();

        _caller.Thread!.Interrupt();

        Assert.That(await call.Failure(), Is.TypeOf<ThreadInterruptedException>());
        Assert.That(await next.InTime(), Is.EqualTo(7));
    }

    [Test]
    public async Task WhileACallRunsAndDoesNotBlock_NothingHappens()
    {
        var call = _caller.CallSoon(() =>
        {
            Thread.CurrentThread.Interrupt(); // kept until the thread blocks: that is when the loop goes to sleep
            return 7;
        });
        Assert.That(await call.InTime(), Is.EqualTo(7));
        Assert.That(await _caller.CallLater(TimeSpan.FromMilliseconds(20), () => 8).InTime(), Is.EqualTo(8));
    }

    [Test]
    public async Task WhileAScheduledActionBlocks_ItIsReported_AndTheLoopGoesOn()
    {
        var reported = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        _caller.UnhandledException += (_, e) =>
        {
            e.Handled = true;
            reported.TrySetResult(e.Exception);
        };
        var begun = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        _caller.Schedule(() =>
        {
            begun.SetResult();
            gate.Block();
        });
        await begun.Task.InTime();

        _caller.Thread!.Interrupt();

        Assert.That(await reported.Task.InTime(), Is.TypeOf<ThreadInterruptedException>());
        Assert.That(await _caller.CallSoon(() => 7).InTime(), Is.EqualTo(7));
    }

    [Test]
    public async Task InTheMiddleOfEverything_NothingIsLost()
    {
        using var over = new CancellationTokenSource();
        var interrupting = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                _caller.Thread?.Interrupt();
                Thread.SpinWait(2_000);
            }
        });
        await _caller.Started.InTime();
        var calls = Enumerable
            .Range(0, 3_000)
            .Select(i => i % 3 == 0 ? _caller.CallLater(TimeSpan.FromTicks(i * 20), () => i) : _caller.CallSoon(() => i))
            .ToArray();
        for (var i = 0; i < calls.Length; i++)
            Assert.That(await calls[i].InTime(), Is.EqualTo(i));
        await over.CancelAsync();
        await interrupting.InTime();
    }
}
