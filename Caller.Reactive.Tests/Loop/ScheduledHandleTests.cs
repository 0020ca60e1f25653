using System.Reactive.Disposables;

namespace CallerReactive.Tests.LoopTests;

public sealed class ScheduledHandleTests
{
    [Test]
    public void DisposeChain_OfAMillion_NeedsNoStack()
    {
        var end = new BooleanDisposable();
        IDisposable chain = end;
        for (var i = 0; i < 1_000_000; i++)
        {
            chain = new Link(chain);
        }

        ScheduledHandle.DisposeChain((IScheduledHandle)chain);
        Assert.That(end.IsDisposed, Is.True);
    }

    [Test]
    public void Attach_AfterDispose_DisposesWhatComes()
    {
        var (action, returned) = (new object(), new BooleanDisposable());
        object? handle = action;
        Assert.That(ScheduledHandle.Take(ref handle), Is.Null);
        ScheduledHandle.Attach(ref handle, action, returned);
        Assert.That((returned.IsDisposed, ScheduledHandle.IsDisposed(ref handle)), Is.EqualTo((true, true)));
    }

    [Test]
    public void Take_GivesWhatWasAttachedOnce()
    {
        var (action, returned) = (new object(), new BooleanDisposable());
        object? handle = action;
        ScheduledHandle.Attach(ref handle, action, returned);
        Assert.That((ScheduledHandle.Take(ref handle), ScheduledHandle.Take(ref handle)), Is.EqualTo((returned, (IDisposable?)null)));
        Assert.That(returned.IsDisposed, Is.False, "whoever takes it disposes it");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Attach_OfNothing_KeepsNothing(bool isNull)
    {
        var action = new object();
        object? handle = action;
        ScheduledHandle.Attach(ref handle, action, isNull ? null : Disposable.Empty);
        Assert.That(handle, Is.Null);
    }

    private sealed class Link(IDisposable next) : IScheduledHandle
    {
        private object? _next = next;

        public IDisposable? Take() => ScheduledHandle.Take(ref _next);

        public void Dispose() => ScheduledHandle.DisposeChain(this);
    }
}
