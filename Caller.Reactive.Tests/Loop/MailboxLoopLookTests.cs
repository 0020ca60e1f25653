using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>Reading a loop's lists from outside.</summary>
public sealed class MailboxLoopLookTests
{
    private readonly List<string> _log = [];
    private readonly ManualLoop _loop = new(new ManualOwner(), new FakeTimeProvider());

    [TestCase(0, ExpectedResult = "")]
    [TestCase(1, ExpectedResult = "own 1")]
    [TestCase(2, ExpectedResult = "own 1, own 2")]
    [TestCase(3, ExpectedResult = "own 1, own 2, arrived 1")]
    [TestCase(9, ExpectedResult = "own 1, own 2, arrived 1, arrived 2")]
    public string Look_DescribesTheFirstAndCountsAll(int limit)
    {
        _loop.On(() =>
        {
            _loop.Enqueue(Item("own 1"));
            _loop.Enqueue(Item("own 2"));
        });
        _loop.Enqueue(Item("arrived 1"));
        _loop.Enqueue(Item("arrived 2"));
        var view = _loop.Look(limit);
        Assert.That((view.ReadyCount, view.IsComplete), Is.EqualTo((4, true)));
        return string.Join(", ", view.Ready.Select(static item => item.Label));
    }

    [Test]
    public void Look_WhileItReads_KeepsTheLoopAwayFromItsLists()
    {
        List<bool> signalled = [];
        _loop.Enqueue(
            new ManualItem("a", _log)
            {
                OnAsked = () =>
                {
                    signalled.Add(_loop.IsSignalled);
                    _loop.On(() => _loop.Enqueue(Item("meanwhile")));
                },
            }
        );
        var view = _loop.Look(9);
        Assert.That((signalled, _loop.IsSignalled, view.ReadyCount), Is.EqualTo((new[] { true }, false, 1)));
        Assert.That(_loop.FallAsleep(), Is.False, "what an item queues meanwhile has gone to the mailbox");
        _loop.Drain();
        Assert.That(_log, Is.EqualTo(new[] { "a", "meanwhile" }));
    }

    [Test]
    public async Task Look_AtALoopBetweenTwoItems_WaitsUntilItStandsStill()
    {
        _loop.Begin();
        _loop.Enqueue(Item("a"));
        var look = Task.Run(() => _loop.Look(9));
        while (!look.IsCompleted && !TestContext.CurrentContext.CancellationToken.IsCancellationRequested)
        {
            _loop.Handle();
        }

        var view = await look.InTime();
        Assert.That((view.IsComplete, view.ReadyCount), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task Look_AtALoopThatDoesNotStandStill_GivesUpAndSaysSo()
    {
        _loop.Begin();
        _loop.Enqueue(Item("a"));
        var view = await Task.Run(() => _loop.Look(9)).InTime();
        Assert.That((view.IsComplete, view.ReadyCount, _loop.IsSignalled), Is.EqualTo((false, 0, false)));
    }

    [Test]
    public async Task Look_AfterTheLoopStoodStillForAnother_DoesNotTakeItForStandingStill()
    {
        _loop.Begin();
        var look = Task.Run(() => _loop.Look(9));
        while (!look.IsCompleted && !TestContext.CurrentContext.CancellationToken.IsCancellationRequested)
        {
            _loop.Handle();
        }

        Assert.That((await look.InTime()).IsComplete, Is.True);
        Assert.That((await Task.Run(() => _loop.Look(9)).InTime()).IsComplete, Is.False);
    }

    [Test]
    public void Look_FromTheLoopsOwnItem_NeedsNobodyElse()
    {
        LoopView? view = null;
        _loop.Begin();
        _loop.Enqueue(Item("waits"));
        _loop.On(() => view = _loop.Look(9));
        Assert.That((view!.IsComplete, view.ReadyCount), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task PutBack_WhileSomebodyReads_WaitsForHim()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = new ManualResetEventSlim();
        _loop.Enqueue(
            new ManualItem("a", _log)
            {
                OnAsked = () =>
                {
                    reading.TrySetResult();
                    read.Block();
                },
            }
        );
        var look = Task.Run(() => _loop.Look(9));
        await reading.Task.InTime();
        var putBack = new Thread(() => _loop.On(() => _loop.PutBack(Item("rest")))) { IsBackground = true };
        putBack.Start();
        var isOver = TestContext.CurrentContext.CancellationToken;
        SpinWait.SpinUntil(() =>
            putBack.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !putBack.IsAlive || isOver.IsCancellationRequested
        );
        Assert.That(putBack.IsAlive, Is.True, "it has to wait");
        read.Set();
        var view = await look.InTime();
        SpinWait.SpinUntil(() => !putBack.IsAlive || isOver.IsCancellationRequested);
        _loop.Drain();
        Assert.That((view.ReadyCount, _log), Is.EqualTo((1, new[] { "rest", "a" })));
    }

    private ManualItem Item(string name) => new(name, _log);
}
