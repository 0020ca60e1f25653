namespace CallerReactive;

public abstract partial class Pending
{
    private static readonly object Terminated = new();

    // null; an Action (the continuation of an await on the pending's own loop: the common case, without an allocation);
    // a PendingListener; a ListenerList; or Terminated once all have been told.
    private object? _listeners;

    /// <summary>
    /// Calls back once, when this pending has ended, on the thread that ends it; at once, on this thread, when it has ended already.
    /// Callbacks and observers are called in the order in which they came, outside all locks.
    /// A callback that throws is reported to <see cref="Caller.UnhandledException"/> and the others still run; called at once, it throws to its registrant.
    /// </summary>
    /// <returns>Disposing it takes the callback out, if it has not been called. It never cancels the pending.</returns>
    public IDisposable OnDone(Action<Pending> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var listener = new CallbackListener(this, callback);
        if (!TryAddListener(listener))
        {
            callback(this);
        }

        return listener;
    }

    /// <summary>False when all have been told already; then the listener is not kept and not called.</summary>
    internal bool TryAddListener(PendingListener listener)
    {
        listener.Index = 0;
        while (true)
        {
            var listeners = Volatile.Read(ref _listeners);
            switch (listeners)
            {
                case null:
                    if (Interlocked.CompareExchange(ref _listeners, listener, null) is null)
                    {
                        return true;
                    }

                    break;
                case ListenerList list:
                    return list.TryAdd(listener);
                case PendingListener or Action:
                    var first = listeners as PendingListener ?? new AwaitListener((Action)listeners, Loop);
                    if (
                        ReferenceEquals(
                            Interlocked.CompareExchange(ref _listeners, new ListenerList(first, listener), listeners),
                            listeners
                        )
                    )
                    {
                        return true;
                    }

                    listener.Index = 0;
                    break;
                default:
                    return false;
            }
        }
    }

    internal void RemoveListener(PendingListener listener)
    {
        var seen = Interlocked.CompareExchange(ref _listeners, null, listener);
        if (seen is ListenerList list)
        {
            list.Remove(listener);
        }
    }

    /// <summary>The await on the pending's own loop. False when it is done: the continuation may run at once.</summary>
    internal bool TryAddHomeContinuation(Action continuation)
    {
        var seen = Interlocked.CompareExchange(ref _listeners, continuation, null);
        return seen is null || (!ReferenceEquals(seen, Terminated) && TryAddListener(new AwaitListener(continuation, Loop)));
    }

    /// <summary>Reports what an observer or callback threw.</summary>
    internal void ReportObserver(Exception exception) => ObserverErrors.Report(ReportTo, exception, CallerExceptionOrigin.Observer);

    private void NotifyListeners()
    {
        switch (Interlocked.Exchange(ref _listeners, Terminated))
        {
            case null:
                break;
            case Action continuation:
                AwaitListener.Resume(continuation, Loop);
                break;
            case PendingListener listener:
                Notify(listener);
                break;
            case ListenerList list:
                foreach (var listener in list.Close())
                {
                    if (listener is not null)
                    {
                        Notify(listener);
                    }
                }

                break;
        }
    }

    private void Notify(PendingListener listener)
    {
        try
        {
            listener.OnDone(this);
        }
        catch (Exception e)
        {
            ReportObserver(e);
        }
    }

    private sealed class CallbackListener(Pending pending, Action<Pending> callback) : PendingListener, IDisposable
    {
        private Action<Pending>? _callback = callback;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _callback, null) is not null)
            {
                pending.RemoveListener(this);
            }
        }

        internal override void OnDone(Pending done) => Interlocked.Exchange(ref _callback, null)?.Invoke(done);
    }
}
