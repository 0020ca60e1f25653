namespace CallerReactive;

/// <summary>
/// One subscription of an operator that works on a caller: it holds its source until it is closed, by whomever, hears of the caller's last turn, and speaks to the observer.
/// </summary>
/// <remarks>
/// <c>_state</c> leaves Open once, by whoever ends it: a terminal event that is delivered, a dispose, an observer that threw, the caller's last turn.
/// Only the loop's thread calls the observer, but for a last turn that was taken from a loop stuck in an item: if that is a call of this very observer,
/// its error is owed until the call returns.
/// </remarks>
internal abstract class CallerSink<T, TResult>(Caller caller, IObserver<TResult> observer) : IObserver<T>, IDisposable, ILastTurn
{
    private const int Open = 0;
    private const int Owing = 1;
    private const int Closed = 2;

    private Upstream _upstream;
    private int _state;
    private CacheLine.Flag _delivering; // of the loop, with each element; a producer may read its neighbours with each element

    internal bool IsClosed => Volatile.Read(ref _state) != Open;

    protected Caller Caller => caller;

    /// <summary>On the loop: whether the observer is in the middle of an element, further out on the stack.</summary>
    protected bool IsDelivering => _delivering.IsSet;

    public abstract void OnNext(T value);

    public abstract void OnError(Exception error);

    public abstract void OnCompleted();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Closed) == Open)
        {
            caller.RemoveLastTurn(this);
            OnClosed();
        }

        LeaveSource();
    }

    public void OnLastTurn()
    {
        LeaveSource();
        if (Interlocked.CompareExchange(ref _state, Owing, Open) != Open)
        {
            return;
        }

        OnClosed();
        if (!caller.Loop.IsExecuting)
        {
            // Deliver writes _delivering and then reads _state, without a fence; we wrote _state. After this one of the two sees the other.
            Interlocked.MemoryBarrierProcessWide();
        }

        if (!Volatile.Read(ref _delivering.IsSet))
        {
            PayError();
        }
    }

    /// <summary>Subscribes to the source; a caller that has ended says so instead.</summary>
    internal void SubscribeTo(IObservable<T> source)
    {
        if (!caller.AddLastTurn(this))
        {
            if (TryEnd())
            {
                observer.OnError(ObserveOnSink<T>.StoppedError(caller)); // what it throws is for who subscribes
            }

            return;
        }

        OnBegin();
        Trampoline.Run((sink: this, source), static work => work.sink._upstream.Subscribe(work.source, work.sink, work.sink.Caller.Loop));
    }

    /// <summary>On the loop: one element, unless it is closed.</summary>
    internal void Deliver(TResult value)
    {
        if (IsClosed)
        {
            return;
        }

        var delivered = false;
        var outer = _delivering.IsSet; // in a dialog that the observer has opened
        Volatile.Write(ref _delivering.IsSet, true);
        try
        {
            if (Volatile.Read(ref _state) == Open)
            {
                observer.OnNext(value);
            }

            delivered = true;
        }
        finally
        {
            Volatile.Write(ref _delivering.IsSet, outer);

            // A hand-written observable gets no auto-detach from Rx: the source would go on feeding an observer that has failed.
            if (!delivered)
            {
                Dispose();
            }
        }

        if (!outer && Volatile.Read(ref _state) == Owing)
        {
            PayError();
        }
    }

    /// <summary>On the loop: the end, with an error or without, unless it is closed.</summary>
    internal void DeliverEnd(Exception? error)
    {
        if (!TryEnd())
        {
            return;
        }

        if (error is null)
        {
            observer.OnCompleted();
        }
        else
        {
            observer.OnError(error);
        }
    }

    /// <summary>On the loop: the caller's stop is the end.</summary>
    protected void DeliverStop()
    {
        if (TryEnd())
        {
            TellStopped();
        }
    }

    protected void LeaveSource() => _upstream.Leave(caller.Loop);

    /// <summary>Runs once, before the source is subscribed to.</summary>
    protected virtual void OnBegin() { }

    /// <summary>Runs once, on the thread that closes: drop what is held.</summary>
    protected abstract void OnClosed();

    /// <summary>True for the one that may tell the observer its end: nobody else does any more.</summary>
    private bool TryEnd()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Open) != Open)
        {
            return false;
        }

        caller.RemoveLastTurn(this);
        OnClosed();
        LeaveSource();
        return true;
    }

    /// <summary>The error of the last turn, to an observer that is in no call. Both sides may try.</summary>
    private void PayError()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Owing) == Owing)
        {
            TellStopped();
        }
    }

    /// <summary>What an observer throws because of a stop is nobody's fault any more (decision 28).</summary>
    private void TellStopped()
    {
        try
        {
            observer.OnError(ObserveOnSink<T>.StoppedError(caller));
        }
        catch (Exception e)
        {
            caller.Loop.Owner.Report(e, CallerExceptionOrigin.Observer);
        }
    }
}
