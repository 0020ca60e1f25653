using CallerReactive.Tests.LoopTests;

namespace CallerReactive.Tests.Pendings;

/// <summary>The continuation of an await on another loop, in that loop's queue.</summary>
public sealed class AwaitItemTests
{
    private readonly ManualLoop _loop = new(new ManualOwner(), TimeProvider.System);

    [Test]
    public void Resume_WhileADirectCallIsAwaited_RunsAllTheSame()
    {
        var ran = 0;
        _loop.On(_loop.Hold);
        new AwaitItem(() => ran++, _loop).Resume();
        Assert.That(ran, Is.Zero, "never inline");
        _loop.Step();
        Assert.That(ran, Is.EqualTo(1));
    }

    [Test]
    public async Task Resume_OnALoopThatHasEnded_GoesOnElsewhere()
    {
        var ran = new TaskCompletionSource();
        _loop.End("over");
        new AwaitItem(ran.SetResult, _loop).Resume();
        await ran.Task.InTime();
    }

    [Test]
    public async Task End_WithItInTheQueue_LetsItGoOnElsewhere()
    {
        var ran = new TaskCompletionSource();
        new AwaitItem(ran.SetResult, _loop).Resume();
        _loop.End("over");
        await ran.Task.InTime();
    }
}
