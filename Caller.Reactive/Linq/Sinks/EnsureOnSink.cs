namespace CallerReactive;

/// <summary>Unbounded, and with a short way: what comes on the caller itself is handed over at once, if that keeps the order and nests nothing.</summary>
internal sealed class EnsureOnSink<T>(Caller caller, IObserver<T> observer)
    : BufferedObserveOnSink<T>(caller, observer, int.MaxValue, OverflowPolicy.Error)
{
    // What has been handed to the buffer and has not had its turn. Counted before it is buffered, so zero means that nothing can come before.
    private int _buffered;

    public override void OnNext(T value)
    {
        if (MayRunInline())
        {
            Deliver(value);
        }
        else
        {
            Interlocked.Increment(ref _buffered);
            base.OnNext(value);
        }
    }

    public override void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (MayRunInline())
        {
            Ended(error);
        }
        else
        {
            base.OnError(error);
        }
    }

    public override void OnCompleted()
    {
        if (MayRunInline())
        {
            Ended(null);
        }
        else
        {
            base.OnCompleted();
        }
    }

    protected override void Next(T value)
    {
        Interlocked.Decrement(ref _buffered);
        base.Next(value);
    }

    private bool MayRunInline() => Caller.CheckAccess() && !IsDelivering && Volatile.Read(ref _buffered) == 0;
}
