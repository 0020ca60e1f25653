using System.Runtime.CompilerServices;

namespace CallerReactive;

public sealed partial class CallerQueue<T> : ITicketHolder
{
    private int _due;
    private Handling _turn;
    private ValueTaskAwaiter _running;
    private Action? _onHandlerEnded;

    /// <summary>See the table at the head of CallerQueue.cs.</summary>
    private enum Handling
    {
        Free,
        Held,
        Taken,
    }

    object? ITicketHolder.Label => _completion.GivenName ?? _completion.Label;

    CallerItemKind ITicketHolder.Kind => CallerItemKind.QueuedCall;

    void ITicketHolder.OnTurn(Ticket ticket)
    {
        QueueItem<T> item;
        PostWaiter<T>? admitted = null;
        Ticket? admission = null;
        lock (_gate)
        {
            _tickets.Return_NeedsLock(ticket);
            if (_closed)
            {
                return;
            }

            if (_turn != Handling.Free)
            {
                _due++;
                return;
            }

            _turn = Handling.Taken;
            item = _items.Dequeue();
            if (_posters is { First.Value: { } poster })
            {
                admitted = poster;
                _posters.RemoveFirst();
                admission = Take_NeedsLock(poster.Item);
            }
        }

        Push(admission);
        admitted?.Admitted();
        Handle(item.Value, item.Context);
    }

    void ITicketHolder.OnLost(Ticket ticket) { }

    private void Handle(T value, ExecutionContext? context)
    {
        _completion.FlowInto(context);
        var loop = _caller.Loop;
        var outer = loop.CallOnStack;
        loop.CallOnStack = _completion;
        try
        {
#pragma warning disable CA2012 // Consumed once: by Conclude, here or when it calls back.
            _running = _handler(value, _token).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (Exception e)
        {
            loop.CallOnStack = outer;
            Report(e);
            EndTurn();
            return;
        }

        loop.CallOnStack = outer;
        if (_running.IsCompleted)
        {
            Conclude();
            EndTurn();
            return;
        }

        // The stop waits for what stands here, asks it to end, and may abandon it.
        _caller.Loop.Calls.Add(_completion);
        _running.UnsafeOnCompleted(_onHandlerEnded ??= OnHandlerEnded);
    }

    private void OnHandlerEnded()
    {
        var loop = _caller.Loop;
        if (!loop.IsExecuting)
        {
            // No context was there to bring it home (the bare backend). After the loop's end it runs on the thread pool: no turn is given there.
            loop.Post(static queue => ((CallerQueue<T>)queue!).ConcludeAwaited(), this);
            return;
        }

        ConcludeAwaited();
    }

    private void ConcludeAwaited()
    {
        var loop = _caller.Loop;
        Conclude();
        var awaited = loop.Calls.Remove(_completion);
        EndTurn();
        if (awaited)
        {
            loop.Owner.OnCallEnded();
        }
    }

    private void Conclude()
    {
        var running = _running;
        _running = default;
        try
        {
            running.GetResult();
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    /// <summary>What a handler ends with because it was asked to end is no error.</summary>
    private void Report(Exception error)
    {
        if (error is not OperationCanceledException || !_token.IsCancellationRequested)
        {
            _caller.Loop.Owner.Report(error, CallerExceptionOrigin.QueuedCall);
        }
    }

    /// <summary>No handler runs (any more): who is due gets another turn, or the queue is free, or over.</summary>
    private void EndTurn()
    {
        Ticket? next = null;
        bool ended;
        lock (_gate)
        {
            (_turn, _predecessor) = (Handling.Free, null);
            ended = TryEndDrained_NeedsLock();
            if (!ended && _due > 0)
            {
                _due--;
                next = _tickets.Take_NeedsLock(this);
            }
        }

        if (ended)
        {
            Finish();
        }

        // Through the caller's order and not at once: a long queue must not be the only thing that runs.
        Push(next);
    }
}
