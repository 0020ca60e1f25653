namespace CallerReactive;

/// <summary>Hands the elements of a buffer to an observer, on the loop.</summary>
internal class BufferedObserveOnSink<T>(Caller caller, IObserver<T> observer, int capacity, OverflowPolicy overflow)
    : BufferedSink<T>(caller, capacity, overflow)
{
    protected override void Next(T value)
    {
        var delivered = false;
        try
        {
            observer.OnNext(value);
            delivered = true;
        }
        finally
        {
            // A hand-written observable gets no auto-detach from Rx: the source would go on feeding an observer that has failed.
            if (!delivered)
            {
                Dispose();
            }
        }
    }

    protected sealed override void Ended(Exception? error)
    {
        Dispose();
        if (error is null)
        {
            observer.OnCompleted();
        }
        else
        {
            observer.OnError(error);
        }
    }

    protected sealed override void OnCallerStopped() => observer.OnError(ObserveOnSink<T>.StoppedError(Caller));
}
