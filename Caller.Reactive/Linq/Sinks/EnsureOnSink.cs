namespace CallerReactive;

/// <summary>Unbounded, and with a short way: what comes on the caller itself is handed over at once, if that keeps the order and nests nothing.</summary>
internal sealed class EnsureOnSink<T>(Caller caller, IObserver<T> observer)
    : BufferedObserveOnSink<T>(caller, observer, int.MaxValue, OverflowPolicy.Error)
{
    // Of the loop's thread alone: whether it is inside the observer.
    private bool _delivering;

    // What has been handed to the buffer and has not had its turn. Counted before it is buffered, so zero means that nothing can come before.
    private int _buffered;

    public override void OnNext(T value)
    {
        if (MayRunInline())
        {
            if (!IsClosed)
            {
                Deliver(value);
            }
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
        End(error);
    }

    public override void OnCompleted() => End(null);

    protected override void Next(T value)
    {
        Interlocked.Decrement(ref _buffered);
        Deliver(value);
    }

    private void Deliver(T value)
    {
        _delivering = true;
        try
        {
            base.Next(value);
        }
        finally
        {
            _delivering = false;
        }
    }

    private void End(Exception? error)
    {
        if (!MayRunInline())
        {
            if (error is null)
            {
                base.OnCompleted();
            }
            else
            {
                base.OnError(error);
            }
        }
        else if (!IsClosed)
        {
            Ended(error);
        }
    }

    private bool MayRunInline() => Caller.CheckAccess() && !_delivering && Volatile.Read(ref _buffered) == 0;
}
