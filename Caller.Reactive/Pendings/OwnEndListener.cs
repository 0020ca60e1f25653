namespace CallerReactive;

/// <summary>
/// An await, inside of what runs on a caller, of that caller's end: it would wait for itself. It resumes when it is asked to end; and at the latest with what it awaits, because a call may
/// end and leave an await behind, which nobody asks then.
/// </summary>
/// <param name="continuation">What to run, once.</param>
/// <param name="target">As for <see cref="AwaitListener"/>.</param>
/// <param name="awaited">The end.</param>
internal sealed class OwnEndListener(Action continuation, object? target, Pending awaited) : PendingListener
{
    private int _resumed;

    /// <param name="own">What runs here.</param>
    internal void Begin(Pending own)
    {
        if (awaited.TryAddListener(this))
        {
            own.AskedToEnd.UnsafeRegister(static listener => ((OwnEndListener)listener!).OnAsked(), this);
        }
        else
        {
            Resume();
        }
    }

    internal override void OnDone(Pending pending) => Resume();

    private void OnAsked()
    {
        awaited.RemoveListener(this); // it may live long, and others may come to await it and be cancelled
        Resume();
    }

    private void Resume()
    {
        if (Interlocked.Exchange(ref _resumed, 1) == 0)
        {
            AwaitListener.Resume(continuation, target);
        }
    }
}
