using System.Reactive;

namespace CallerReactive;

public sealed partial class CallerQueue<T> : ILastTurn
{
    private readonly CancellationToken _token;
    private CancellationTokenRegistration _stopping;
    private Action? _forget;
    private Pending? _predecessor;

    // One that is held never has a handler of its own in hand when it is closed. So whoever comes after it waits for the same one, and not for it: a chain would end link by link
    // on one stack.
    Pending IHandlerQueue.LastToEnd
    {
        get
        {
            lock (_gate)
            {
                return _predecessor ?? _completion;
            }
        }
    }

    void ILastTurn.OnLastTurn() => _completion.ForceCancelled($"The caller '{_caller.Name}' has stopped.");

    /// <summary>Makes it part of its caller. Before that it takes items but does not end with the caller.</summary>
    internal CallerQueue<T> Open()
    {
        _caller.AddLastTurn(this);
        _stopping = _caller.StoppingToken.UnsafeRegister(
            static queue =>
            {
                var (caller, completion) = (((CallerQueue<T>)queue!)._caller, ((CallerQueue<T>)queue)._completion);
                completion.Cancel($"The caller '{caller.Name}' is stopping.");
            },
            this
        );
        return this;
    }

    /// <summary>Before it is opened: no item is handled until another queue of the same handler has really ended.</summary>
    internal void StartAfter(Pending predecessor)
    {
        (_turn, _predecessor) = (Handling.Held, predecessor);
        predecessor.OnDone(_ => EndTurn());
    }

    /// <summary>Before it is opened: what to do at the end.</summary>
    internal void OnEnded(Action forget) => _forget = forget;

    /// <summary>By cancelling <see cref="Completion"/>, on the thread that cancels.</summary>
    private void Close()
    {
        int dropped;
        bool ended;
        LinkedList<PostWaiter<T>>? posters;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            ended = _turn == Handling.Free;
            dropped = _items.Count;
            _items.Clear();
            _due = 0;
            (posters, _posters) = (_posters, null);
        }

        if (dropped > 0)
        {
            Log.QueueItemsDropped(_caller.Logger, _caller.Name, _completion.Name, dropped);
        }

        foreach (var poster in posters ?? [])
        {
            poster.Refused(Refusal());
        }

        try
        {
            _completion.FireToken();
        }
        finally
        {
            if (ended)
            {
                Finish();
            }
        }
    }

    /// <summary>Closed, and no handler runs, not that of an older queue either. Twice does no harm.</summary>
    private void Finish()
    {
        _stopping.Unregister();
        _caller.RemoveLastTurn(this);
        _forget?.Invoke();
        _completion.SettleValue(Unit.Default);
    }
}
