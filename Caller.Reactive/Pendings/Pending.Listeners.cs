namespace CallerReactive;

public abstract partial class Pending
{
    private static readonly object Terminated = new();

    // null; an Action (the continuation of an await on the pending's own loop: the common case, without an allocation); an AwaitItem (of an await on another loop);
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

    /*
       Who is told. The end moves the state, a fence, and then looks for listeners; mostly there are none, and it is spared an exchange. A listener is put in, a fence, and then
       looks at the state. So one of the two sees the other. If both do, whoever takes the listener out decides: the end tells it, or it has withdrawn and tells itself.
    */

    /// <summary>False when it has ended; then the listener is not kept and not called.</summary>
    internal bool TryAddListener(PendingListener listener) => Install(listener) && !(IsDone && Withdraw(listener));

    private bool Install(PendingListener listener)
    {
        listener.Index = 0;
        while (true)
        {
            var listeners = Volatile.Read(ref _listeners);
            if (IsDone)
            {
                return false;
            }

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
                case PendingListener or Action or AwaitItem:
                    var first = listeners switch
                    {
                        Action continuation => new AwaitListener(continuation, Loop),
                        AwaitItem item => item.AsListener(),
                        _ => (PendingListener)listeners,
                    };
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

    /// <summary>Who waits for its end, for whoever looks from outside; without a plain await on its own loop.</summary>
    internal IReadOnlyList<PendingListener> Listeners() =>
        Volatile.Read(ref _listeners) switch
        {
            PendingListener listener => [listener],
            ListenerList list => list.Snapshot(),
            _ => [],
        };

    internal void RemoveListener(PendingListener listener) => Withdraw(listener);

    /// <summary>False when it is being told, or has been.</summary>
    private bool Withdraw(PendingListener listener)
    {
        var seen = Interlocked.CompareExchange(ref _listeners, null, listener);
        return ReferenceEquals(seen, listener) || (seen is ListenerList list && list.Remove(listener));
    }

    /// <summary>An await that is to resume on a loop. False when it is done: the continuation may run at once.</summary>
    internal bool TryAddAwait(Action continuation, Loop target)
    {
        object alone = ReferenceEquals(target, Loop) ? continuation : new AwaitItem(continuation, target);
        if (Interlocked.CompareExchange(ref _listeners, alone, null) is not null)
        {
            return TryAddListener(new AwaitListener(continuation, target));
        }

        if (!IsDone)
        {
            return true;
        }

        var seen = Interlocked.CompareExchange(ref _listeners, null, alone);
        return !ReferenceEquals(seen, alone) && !(seen is ListenerList list && list.RemoveFirst());
    }

    /// <summary>Reports what an observer or callback threw.</summary>
    internal void ReportObserver(Exception exception) => ObserverErrors.Report(ReportTo, exception, CallerExceptionOrigin.Observer);

    /// <summary>It has ended, and its only listener is an await on its own loop.</summary>
    private protected virtual void ResumeAtHome(Action continuation) => AwaitListener.Resume(continuation, Loop);

    private void NotifyListeners()
    {
        if (Volatile.Read(ref _listeners) is null)
        {
            return;
        }

        switch (Interlocked.Exchange(ref _listeners, Terminated))
        {
            case null:
                break;
            case Action continuation:
                ResumeAtHome(continuation);
                break;
            case AwaitItem item:
                item.Resume();
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
