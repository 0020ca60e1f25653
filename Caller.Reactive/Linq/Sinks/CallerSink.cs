namespace CallerReactive;

/// <summary>One subscription of an operator that works on a caller: it holds its source until it is closed, by whomever, and hears of the caller's last turn.</summary>
internal abstract class CallerSink<T>(Caller caller) : IObserver<T>, IDisposable, ILastTurn
{
    private Upstream _upstream;
    private int _closed;

    protected Caller Caller => caller;

    protected bool IsClosed => Volatile.Read(ref _closed) != 0;

    public abstract void OnNext(T value);

    public abstract void OnError(Exception error);

    public abstract void OnCompleted();

    public void Dispose()
    {
        if (TryClose())
        {
            caller.RemoveLastTurn(this);
            OnClosed();
        }

        LeaveSource();
    }

    public void OnLastTurn()
    {
        LeaveSource();
        if (TryClose())
        {
            OnClosed();
            OnCallerStopped();
        }
    }

    /// <summary>Subscribes to the source; a caller that has ended says so instead.</summary>
    internal void SubscribeTo(IObservable<T> source)
    {
        if (!caller.AddLastTurn(this))
        {
            OnLastTurn();
            return;
        }

        Trampoline.Run((sink: this, source), static work => work.sink._upstream.Subscribe(work.source, work.sink, work.sink.Caller.Loop));
    }

    protected void LeaveSource() => _upstream.Leave(caller.Loop);

    /// <summary>Runs once, on the thread that closes: drop what is held.</summary>
    protected abstract void OnClosed();

    /// <summary>On the loop's last turn, after <see cref="OnClosed"/>, unless it had been closed before.</summary>
    protected abstract void OnCallerStopped();

    private bool TryClose() => Interlocked.Exchange(ref _closed, 1) == 0;
}
