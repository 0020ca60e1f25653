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
        IDisposable? handle = null;
        Assert.That(ScheduledHandle.Take(ref handle), Is.Null);
        var returned = new BooleanDisposable();
        ScheduledHandle.Attach(ref handle, returned);
        Assert.That((returned.IsDisposed, ScheduledHandle.IsDisposed(ref handle)), Is.EqualTo((true, true)));
    }

    [Test]
    public void Take_GivesWhatWasAttachedOnce()
    {
        IDisposable? handle = null;
        var returned = new BooleanDisposable();
        ScheduledHandle.Attach(ref handle, returned);
        Assert.That((ScheduledHandle.Take(ref handle), ScheduledHandle.Take(ref handle)), Is.EqualTo((returned, (IDisposable?)null)));
        Assert.That(returned.IsDisposed, Is.False, "whoever takes it disposes it");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Attach_OfNothing_LeavesTheHandleOpen(bool isNull)
    {
        IDisposable? handle = null;
        ScheduledHandle.Attach(ref handle, isNull ? null : Disposable.Empty);
        Assert.That((handle, ScheduledHandle.IsDisposed(ref handle)), Is.EqualTo(((IDisposable?)null, false)));
    }

    private sealed class Link(IDisposable next) : IScheduledHandle
    {
        private IDisposable? _next = next;

        public IDisposable? Take() => ScheduledHandle.Take(ref _next);

        public void Dispose() => ScheduledHandle.DisposeChain(this);
    }
}
