using Microsoft.Extensions.Time.Testing;

namespace CallerReactive.Tests.LoopTests;

/// <summary>Callbacks that somebody blocks for.</summary>
public sealed class LoopSynchronizationContextTests
{
    private readonly ManualLoop _loop = new(new ManualOwner(), new FakeTimeProvider());
    private readonly LoopSynchronizationContext _context;

    public LoopSynchronizationContextTests() => _context = new LoopSynchronizationContext(_loop);

    [Test]
    public void ToString_NamesTheCaller() => Assert.That(_context.ToString(), Is.EqualTo("SynchronizationContext of the caller 'by hand'"));

    [Test]
    public void Send_AfterTheEnd_ThrowsAndNamesTheCaller()
    {
        _loop.End("over");
        Assert.That(
            () => _context.Send(static _ => { }, null),
            Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("The caller 'by hand' has stopped and takes no more work.")
        );
    }

    [Test]
    public async Task Send_WhileADirectCallIsAwaited_IsRun()
    {
        var ran = false;
        _loop.On(_loop.Hold);
        var send = Task.Run(() => _context.Send(_ => ran = true, null));
        SpinWait.SpinUntil(() => _loop.HasArrivals || TestContext.CurrentContext.CancellationToken.IsCancellationRequested);
        _loop.Step();
        await send.InTime();
        Assert.That(ran, Is.True);
    }

    [Test]
    public async Task Send_ThatTheEndFinds_ThrowsInsteadOfWaiting()
    {
        var send = Task.Run(() => _context.Send(static _ => { }, null));
        SpinWait.SpinUntil(() => _loop.HasArrivals || TestContext.CurrentContext.CancellationToken.IsCancellationRequested);
        _loop.End("over");
        Assert.That(
            await send.Failure(),
            Is.InstanceOf<ObjectDisposedException>().With.Message.Contains("stopped before it ran the callback that was sent")
        );
    }

    [Test]
    public void Send_ToALoopThatWaitsForThisOne_ThrowsAndSaysWhatForAndWhy()
    {
        var other = new ManualLoop(new ManualOwner { Name = "other" }, new FakeTimeProvider());
        _loop.On(() =>
        {
            using (WaitGraph.Enter(other, "a call"))
            {
                other.On(() =>
                    Assert.That(
                        () => _context.Send(static _ => { }, null),
                        Throws.InvalidOperationException.With.Message.EqualTo(
                            "Waiting for a callback that was sent would never end: the caller 'other' waits for 'by hand', which waits for 'other'. Await it instead."
                        )
                    )
                );
            }
        });
    }
}
